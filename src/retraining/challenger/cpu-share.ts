import { setTimeout as sleep, setImmediate } from 'node:timers/promises'

/** Shorter rests cost more than they give. */
const leastRestMs = 5

/**
 * Rests so that of the time since its last rest the thread worked only `share`, in 0..1; at 1 it just gives way to the
 * event loop.
 */
export function createCpuShare(share: number): () => Promise<void> {
  let workedFrom = performance.now()
  return async () => {
    const restMs = ((performance.now() - workedFrom) * (1 - share)) / share
    if (restMs < leastRestMs) return void (await setImmediate())
    await sleep(restMs)
    workedFrom = performance.now()
  }
}
