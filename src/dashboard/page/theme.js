/** The page's colours as the style sheet has them now; they change with the system's light or dark setting. */
export function readTheme() {
  const style = getComputedStyle(document.documentElement)
  const colour = (name) => style.getPropertyValue(`--${name}`).trim()
  const names = ['actual', 'network', 'band', 'naive', 'muted', 'grid', 'heat-low', 'heat-mid', 'heat-high', 'sans']
  return Object.fromEntries(names.map((name) => [name, colour(name)]))
}

export function onThemeChange(listener) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', listener)
}
