import { setImmediate } from 'node:timers/promises'
import { Chain } from '../../../operators/internals/chain.ts'
import type { Model } from '../../model/model.ts'
import { inputSize } from '../../model/spec.ts'
import { createLayout } from '../../state/record-layout.ts'
import { isLogSource } from '../../stream/log-source.ts'
import type { Assignment, Source } from '../../stream/source.ts'
import { partitionId } from '../../stream/tick.ts'
import { TurnRunner } from '../../turn/turn-runner.ts'
import { RollingSnapshots } from './rolling-snapshots.ts'
import type { Positions, TrainingWindow } from './training-window.ts'
import { WindowRecords } from './window-records.ts'
import { WindowRing, type FeaturedNumbers } from './window-ring.ts'
import type { WindowSnapshot } from './window-snapshot.ts'

/** A chain of operators whose last one is `features`: what stands before the network in serving. */
export type FeatureChain<T> = ConstructorParameters<typeof Chain<T, FeaturedNumbers>>[0]

export interface WindowRequest<T> {
  /** Opened and closed here. It must be able to read again what serving has read, and belong to no serving group. */
  readonly source: Source<T>
  readonly chain: FeatureChain<T>
  /** Whose features they are. */
  readonly model: Model
  /** The newest ticks that are wanted, of all keys. */
  readonly windowTicks: number
  /** Records to begin with, in place of none at the log's beginning. One of another layout is not looked at. */
  readonly kept?: WindowSnapshot | undefined
  /** Where to end; default: at the end as of now. */
  readonly until?: Positions | undefined
  /** As the pipeline has them. */
  readonly late?: 'dead-letter' | 'accept' | undefined
  readonly ttlMs?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ReadWindow {
  readonly window: TrainingWindow
  /** Records from which the next window can be read: as of this one's start, or before. */
  readonly kept: WindowSnapshot
  readonly until: Positions
  /** Read from the beginning of the stream, or from records that were: features are then bit by bit those of serving. */
  readonly exact: boolean
}

const mostTurnTicks = 4096
/** Copies of the records that are taken in the time of one window. */
const copies = 4

/**
 * Runs a stream through the operators that serve it, as turns, and keeps what they made of the newest ticks. Gives way
 * to the event loop after every turn. Throws what the source throws, and the signal's reason.
 */
export async function readWindow<T>(request: WindowRequest<T>): Promise<ReadWindow> {
  const { source, chain, model, windowTicks, signal, late = 'dead-letter', ttlMs } = request
  const turnTicks = Math.min(mostTurnTicks, Math.ceil(windowTicks / copies))
  const ring = new WindowRing(windowTicks, inputSize(model.spec))
  const records = new WindowRecords(ttlMs)
  const open = (emit: (value: unknown) => void) => new Chain(chain, emit) as Chain<unknown, unknown>
  const runner = new TurnRunner({ pipeline: 'window', open, records, late })
  try {
    const layout = createLayout(runner.sections)
    const kept = request.kept?.layout === layout.description ? request.kept : undefined
    records.open(layout, kept)
    await source.open()
    const assigned = await firstAssignment(source, signal)
    const { offsets, exact } = await begin(source, assigned, kept)
    const until = request.until ?? (await endOf(source, assigned))
    const rolling = new RollingSnapshots(() => records.snapshot(assigned.partitions, { ...offsets }))
    const isDone = () => until !== undefined && Object.entries(until).every(([id, end]) => (offsets[id] ?? 0) >= end)
    for (let ended = false; !ended && !isDone();) {
      signal?.throwIfAborted()
      const event = await source.read({ maxTicks: turnTicks, waitMs: 1000, ...(signal && { signal }) })
      if (event.type === 'assigned') continue
      const wanted = event.ticks.filter((tick) => tick.offset < (until?.[partitionId(tick)] ?? Infinity))
      for (const output of runner.compute(wanted).outputs) ring.add(output, output.value as FeaturedNumbers)
      for (const [id, next] of event.next) offsets[id] = Math.min(next, until?.[id] ?? Infinity)
      ended = event.ended
      if (ring.count - rolling.at >= windowTicks / copies) rolling.take(ring)
      await setImmediate()
    }
    return { window: ring.window(), kept: { ...rolling.before(ring), exact }, until: { ...offsets }, exact }
  } finally {
    runner.close()
    await source.close()
  }
}

async function firstAssignment(source: Source, signal: AbortSignal | undefined): Promise<Assignment> {
  for (;;) {
    signal?.throwIfAborted()
    const event = await source.read({ maxTicks: 1, waitMs: 1000, ...(signal && { signal }) })
    if (event.type === 'assigned') return event
  }
}

async function begin(source: Source, { partitions }: Assignment, kept: WindowSnapshot | undefined) {
  const offsets: Record<string, number> = {}
  let exact = kept?.exact ?? true
  for (const partition of partitions) {
    const id = partitionId(partition)
    const bounds = isLogSource(source) ? await source.bounds(partition) : undefined
    const first = bounds?.start ?? (await source.startOffset(partition))
    const wanted = kept?.offsets[id]
    offsets[id] = Math.max(first, wanted ?? first)
    exact &&= wanted === undefined ? first === 0 : first <= wanted
    await source.seek(partition, offsets[id])
  }
  return { offsets, exact }
}

async function endOf(source: Source, { partitions }: Assignment): Promise<Positions | undefined> {
  if (!isLogSource(source)) return undefined
  const ends = partitions.map(
    async (partition) => [partitionId(partition), (await source.bounds(partition)).end] as const,
  )
  return Object.fromEntries(await Promise.all(ends))
}
