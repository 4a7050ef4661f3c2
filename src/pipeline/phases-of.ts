import type { RunOptions, RunPhase } from './run-options.ts'

/** Does a piece of work of the loop, and tells the observer when it begins and ends. */
export function phasesOf({ onPhase }: RunOptions): <R>(phase: RunPhase, work: () => Promise<R>) => Promise<R> {
  if (onPhase === undefined) return (_, work) => work()
  return async (phase, work) => {
    const end = onPhase(phase)
    try {
      return await work()
    } finally {
      end()
    }
  }
}
