import type { CheckpointOrder } from '../state/checkpoint-order.ts'
import type { Guarantee } from '../state/guarantee.ts'
import type { RecordCache } from '../state/record-cache.ts'
import type { Store } from '../state/store.ts'
import type { Source, TickBatch } from '../stream/source.ts'
import { partitionId, type Tick } from '../stream/tick.ts'
import type { TurnRunner } from '../turn/turn-runner.ts'
import type { CachedTurnRecords } from './cached-turn-records.ts'
import { dropRedelivered } from './drop-redelivered.ts'
import type { RunOptions, RunSummary, TurnReport } from './run-options.ts'
import type { PipelineSettings } from './spec.ts'
import { toCommittedTurn } from './to-committed-turn.ts'

interface Running {
  readonly settings: PipelineSettings
  readonly source: Source
  readonly store: Store
  readonly guarantee: Guarantee
  readonly runner: TurnRunner
  readonly records: CachedTurnRecords
  readonly cache: RecordCache
  readonly order: CheckpointOrder
}

/** Reads, computes, commits and saves, turn after turn. */
export async function runLoop(running: Running, options: RunOptions): Promise<RunSummary> {
  const { settings, source, guarantee, cache, order } = running
  const { signal, maxTicks = Infinity, now = () => performance.now() } = options
  let started = false
  let ended = false
  let ticks = 0
  let unsavedTicks = 0
  let savedAt = now()
  while (!ended && signal?.aborted !== true && ticks < maxTicks) {
    const size = Math.min(settings.turn.maxTicks, maxTicks - ticks)
    const event = await readUnlessStopped(source, size, settings.turn.waitMs, signal)
    if (event === undefined) break
    if (event.type === 'assigned') {
      await order.recover(event)
      unsavedTicks = 0
      savedAt = now()
      if (!started) options.onStart?.({ guarantee, counters: order.progress.counters })
      started = true
      continue
    }
    await takeTurn(running, event, options)
    ended = event.ended
    ticks += event.ticks.length
    unsavedTicks += event.ticks.length
    const { everyTicks, everyMs } = settings.checkpoint
    if (cache.mustSave || unsavedTicks >= everyTicks || (order.pending && now() - savedAt >= everyMs)) {
      await order.save()
      unsavedTicks = 0
      savedAt = now()
    }
    cache.trim()
  }
  if (order.pending) await order.save()
  return { guarantee, ticks, counters: order.progress.counters, ended }
}

/** Undefined when the signal fires while the source waits: what was taken in before still gets its checkpoint. */
async function readUnlessStopped(source: Source, maxTicks: number, waitMs: number, signal: AbortSignal | undefined) {
  try {
    return await source.read({ maxTicks, waitMs, ...(signal && { signal }) })
  } catch (error) {
    if (signal?.aborted === true && error === signal.reason) return undefined
    throw error
  }
}

async function takeTurn(
  { store, runner, records, cache, order }: Running,
  read: TickBatch<unknown>,
  options: RunOptions,
) {
  if (read.next.size === 0) return
  const batch = dropRedelivered(read, (id) => order.positionOf(id))
  await records.load(store, order.token, batch.ticks)
  const turn = toCommittedTurn(batch, runner.compute(batch.ticks))
  await order.commit(turn)
  options.onTurn?.({
    ticks: batch.ticks,
    outputs: turn.outputs,
    deadLetters: turn.deadLetters,
    ...order.progress,
    statesOf: (tick) => statesOf(cache, tick),
  } satisfies TurnReport)
}

function statesOf(cache: RecordCache, tick: Tick): ReadonlyMap<string, unknown> | undefined {
  const record = cache.get(partitionId(tick), tick.key)
  if (record === undefined) return undefined
  return new Map(cache.layout.sections.map(({ id }, slot) => [id, record.states[slot]]))
}
