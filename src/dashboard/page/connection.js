/**
 * Keeps a line to the run open: the browser reconnects by itself after a lost line, and this does after a refusal.
 * `onState` hears 'open' or 'lost'. Returns a function that changes the key.
 */
export function connect({ onUpdate, onState }) {
  let source
  let retry
  let key

  function open() {
    clearTimeout(retry)
    source?.close()
    source = new EventSource(key === undefined ? '/events' : `/events?key=${encodeURIComponent(key)}`)
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

  open()
  return (next) => {
    key = next
    open()
  }
}
