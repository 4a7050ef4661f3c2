/** A row of a table; a cell is a text, or { text, tag, className, child, title }. */
export function row(cells) {
  const tr = document.createElement('tr')
  for (const cell of cells) {
    const { tag = 'td', text, className, child, title } = typeof cell === 'object' ? cell : { text: cell }
    const element = document.createElement(tag)
    if (tag === 'th') element.scope = 'row'
    if (className !== undefined) element.className = className
    if (title !== undefined) element.title = title
    if (child === undefined) element.textContent = text
    else element.append(child)
    tr.append(element)
  }
  return tr
}

export const num = (text) => ({ text, className: 'num' })
export const head = (text) => ({ tag: 'th', text })

/**
 * Fills a place with a table, or with words where it has no rows. The table stays as long as its heads do, so that a
 * reader's place in it is not lost with every update.
 */
export function showTable(place, heads, rows, empty) {
  if (rows.length === 0) {
    place.dataset.heads = ''
    const words = document.createElement('p')
    words.className = 'note'
    words.textContent = empty
    if (place.textContent !== empty) place.replaceChildren(words)
    return
  }
  const wanted = JSON.stringify(heads)
  if (place.dataset.heads !== wanted) {
    place.dataset.heads = wanted
    const table = document.createElement('table')
    table
      .createTHead()
      .append(row(heads.map((cell) => ({ ...(typeof cell === 'object' ? cell : { text: cell }), tag: 'th' }))))
    for (const cell of table.tHead.rows[0].cells) cell.scope = 'col'
    table.createTBody()
    place.replaceChildren(table)
  }
  place.querySelector('tbody').replaceChildren(...rows.map(row))
}
