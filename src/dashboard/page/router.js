const names = ['forecasts', 'scores', 'run', 'letters', 'models']

/**
 * Shows one view, by the part of the address after `#`, so that each has an address of its own and the browser's way back
 * works. `onView` hears its name, also of the first one. Returns a function that tells the present one.
 */
export function routeViews(onView) {
  let current

  function show() {
    const wanted = location.hash.slice(1)
    const name = names.includes(wanted) ? wanted : (current ?? names[0])
    if (name === current) return
    current = name
    for (const one of names) document.getElementById(`view-${one}`).hidden = one !== name
    for (const link of document.querySelectorAll('.views a')) {
      if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
    }
    onView(name)
  }

  addEventListener('hashchange', show)
  // Skips to the figures without a change of view.
  document.getElementById('skip').addEventListener('click', (event) => {
    event.preventDefault()
    document.getElementById('main').focus()
  })
  show()
  return () => current
}
