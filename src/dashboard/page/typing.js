import { percent, showState, Writer } from '/writer.js'

const element = (id) => document.getElementById(id)
const box = element('text')
let picks = []
let pickedFor
let keys = 0
let written = 0

function showKeys() {
  const signs = [...box.value].length
  element('stat-keys').textContent = String(keys)
  element('stat-signs').textContent = String(signs)
  element('stat-saved').textContent = signs === 0 || keys >= signs ? '–' : percent(1 - keys / signs)
}

function suggestionItem({ word, probability }, i, most) {
  const item = document.createElement('li')
  const button = document.createElement('button')
  const [name, track, bar, chance] = ['span', 'span', 'i', 'span'].map((tag) => document.createElement(tag))
  button.type = 'button'
  name.className = 'word'
  name.textContent = word
  track.className = 'bar-track'
  track.append(bar)
  bar.style.width = `${(100 * probability) / most}%`
  chance.className = 'chance'
  chance.textContent = percent(probability, 1)
  button.append(name, track, chance)
  button.addEventListener('click', () => take(i))
  item.append(button)
  return item
}

const writer = new Writer({
  onAnswer({ typed, suggestions, probability, picks: next, ms }, { text }) {
    picks = next
    pickedFor = text
    const most = suggestions[0]?.probability ?? 1
    element('suggestions').replaceChildren(...suggestions.map((one, i) => suggestionItem(one, i, most)))
    element('answer-title').textContent = typed === '' ? 'The next word' : `The word that begins with “${typed}”`
    element('verdict').textContent =
      suggestions.length === 0 ? 'No known word begins so.' : `One of these: ${percent(probability, 1)} sure.`
    element('stat-ms').textContent = `${ms.toFixed(2)} ms`
  },
  onState: (state) => showState(element('state'), state),
})

/** One key for a whole word, and the space after it. */
function take(i) {
  if (picks[i] === undefined || box.value !== pickedFor) return
  keys++
  put(picks[i])
}

function put(value) {
  box.value = value
  box.focus()
  box.setSelectionRange(value.length, value.length)
  written = [...value].length
  showKeys()
  writer.write(value)
}

box.addEventListener('input', () => {
  const signs = [...box.value].length
  // What is pasted counts as if it had been typed.
  keys += Math.max(1, signs - written)
  written = signs
  showKeys()
  writer.write(box.value)
})
box.addEventListener('keydown', (event) => {
  const isAtEnd = box.selectionStart === box.value.length && box.selectionEnd === box.value.length
  if (event.key !== 'ArrowRight' || event.shiftKey || event.altKey || event.ctrlKey || event.metaKey || !isAtEnd) return
  event.preventDefault()
  take(0)
})

element('clear').addEventListener('click', () => {
  keys = 0
  put('')
})
for (const button of document.querySelectorAll('[data-text]'))
  button.addEventListener('click', () => {
    keys = button.dataset.text.length
    put(button.dataset.text)
  })

const { words } = await (await fetch('/about.json')).json()
element('facts').textContent = `Out of ${words.toLocaleString('en')} words, and your own.`
writer.write(box.value)
