import { setTimeout as delay } from 'node:timers/promises'

/** Asks until the answer is yes. Gives back whether it came in time. */
export async function waitUntil(isSo: () => Promise<boolean> | boolean, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > deadline) return false
    await delay(50)
  }
  return true
}
