const stops = new Set<() => void>()
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Calls `stop`, which is synchronous, when this process is told to end: programs that we started would outlive us. Returns
 * what takes it back, for whoever has stopped them by itself.
 */
export function stopWithProcess(stop: () => void): () => void {
  if (stops.size === 0) {
    for (const signal of signals) process.on(signal, leave)
    process.on('exit', stopAll)
  }
  stops.add(stop)
  return () => {
    if (stops.delete(stop) && stops.size === 0) letGo()
  }
}

/** What was started last ends first. */
function stopAll(): void {
  for (const stop of [...stops].reverse()) stop()
  stops.clear()
  letGo()
}

/** Ends as if nobody had listened for the signal. */
function leave(signal: NodeJS.Signals): void {
  stopAll()
  process.kill(process.pid, signal)
}

function letGo(): void {
  for (const signal of signals) process.off(signal, leave)
  process.off('exit', stopAll)
}
