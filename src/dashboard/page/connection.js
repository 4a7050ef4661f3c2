/**
 * Keeps a line to the run open: the browser reconnects by itself after a lost line, and this does after a refusal.
 * `onState` hears 'open' or 'lost'. Returns a function that changes what is looked at: { key, panel }.
 */
export function connect({ onUpdate, onState }) {
  let source
  let retry
  let wanted = {}

  function open() {
    clearTimeout(retry)
    source?.close()
    const query = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== undefined))
    source = new EventSource(`/events?${query}`)
    let fresh = true
    source.addEventListener('open', () => {
      fresh = true
      onState('open')
    })
    source.addEventListener('update', (event) => {
      onUpdate(JSON.parse(event.data), fresh)
      fresh = false
    })
    source.addEventListener('error', () => {
      onState('lost')
      if (source.readyState === EventSource.CLOSED) retry = setTimeout(open, 2000)
    })
  }

  return (next) => {
    wanted = { ...wanted, ...next }
    open()
  }
}
