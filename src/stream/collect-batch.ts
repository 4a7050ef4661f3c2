import type { Bell } from './bell.ts'
import type { ReadOptions, TickBatch } from './source.ts'
import type { FeedState } from './tick-feed.ts'
import type { TickCollection } from './tick-reader.ts'

export interface CollectOptions<T> {
  /** Takes what has arrived, notes in `next` how far that goes, and does not wait. */
  readonly fill: (maxTicks: number, into: TickCollection<T>, next: Map<string, number>) => FeedState
  /** Rings when `fill` may have more. */
  readonly bell: Bell
  /** Whether to hand over the first that comes (a live stream) or to wait for a full batch (a file). */
  readonly eager: boolean
}

/** One `read` of a source: fills and waits until there is enough, the time is up, or the end. */
export async function collectBatch<T>(options: CollectOptions<T>, read: ReadOptions): Promise<TickBatch<T>> {
  const { fill, bell, eager } = options
  const { maxTicks, waitMs, signal } = read
  const into: TickCollection<T> = { ticks: [], deadLetters: [] }
  const next = new Map<string, number>()
  const deadline = performance.now() + waitMs
  const batch = (ended: boolean): TickBatch<T> => ({ type: 'ticks', ...into, next, ended })
  const count = () => into.ticks.length + into.deadLetters.length
  signal?.throwIfAborted()
  for (;;) {
    try {
      const state = fill(maxTicks, into, next)
      if (state !== 'waiting' || (eager && count() > 0)) return batch(state === 'ended')
    } catch (error) {
      // What came before the fault is handed over first; the fault stays and is met again by the next read.
      if (count() > 0) return batch(false)
      throw error
    }
    while (!(await bell.wait(deadline - performance.now(), signal))) {
      if (performance.now() >= deadline) return batch(false)
    }
  }
}
