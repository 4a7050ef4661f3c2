import { isTickwiseError } from '../errors.ts'
import type { CheckpointOrder } from '../state/checkpoint-order.ts'
import type { Guarantee } from '../state/guarantee.ts'
import type { RecordCache } from '../state/record-cache.ts'
import type { Store } from '../state/store.ts'
import { OlderGenerationError } from '../state/store-error.ts'
import { isLogSource } from '../stream/log-source.ts'
import type { Assignment, Source, TickBatch } from '../stream/source.ts'
import { partitionId, type Tick } from '../stream/tick.ts'
import type { TurnRunner } from '../turn/turn-runner.ts'
import type { CachedTurnRecords } from './cached-turn-records.ts'
import { CommitRefused, type CommitsInFlight } from './commits-in-flight.ts'
import { dropForeign } from './drop-foreign.ts'
import { phasesOf } from './phases-of.ts'
import type { ModelSwaps } from './model-swaps.ts'
import type { RunOptions, RunSummary } from './run-options.ts'
import type { PipelineSettings } from './spec.ts'
import { stopAt } from './stop-at.ts'
import { toCommittedTurn } from './to-committed-turn.ts'

export interface Running {
  readonly settings: PipelineSettings
  readonly source: Source
  readonly store: Store
  readonly guarantee: Guarantee
  readonly runner: TurnRunner
  readonly records: CachedTurnRecords
  readonly cache: RecordCache
  readonly order: CheckpointOrder
  /** Of a chain whose models may change. */
  readonly swaps: ModelSwaps | undefined
  /** Told by a step of the commit order when outputs are handed over. */
  readonly commits: CommitsInFlight
}

/** A turn of so many ticks takes longer to compute than to commit. */
const largeTurn = 2048

/**
 * Reads, computes, commits and saves, turn after turn. While a large turn is being committed the next one is read and
 * computed. After a small one it is not: what comes meanwhile then goes along, and not behind a turn that waits.
 */
export async function runLoop(running: Running, options: RunOptions): Promise<RunSummary> {
  const { settings, source, guarantee, cache, order, commits, swaps } = running
  const { signal, maxTicks = Infinity, now = () => performance.now() } = options
  const { everyTicks, everyMs } = settings.checkpoint
  const during = phasesOf(options)
  let assignment: Assignment | undefined
  /** What is in memory is void: a commit or a save was refused. */
  let interrupted = false
  let started = false
  let ended = false
  let ticks = 0
  let unsavedTicks = 0
  let isBacklog = true
  let savedAt = now()

  const isStopped = () => signal?.aborted === true
  const recover = async (to: Assignment) => {
    await during('recover', () => order.recover(to))
    await swaps?.recovered(order)
    interrupted = false
    unsavedTicks = 0
    savedAt = now()
    if (!started) options.onStart?.({ guarantee, counters: order.progress.counters })
    started = true
  }
  /** Beside later turns, or before anything else happens. */
  const save = async (isBeside: boolean) => {
    if (isBeside) {
      const write = await order.snapshot()
      commits.follow(() => during('save', write))
    } else {
      await commits.settle()
      await during('save', () => order.save())
    }
    unsavedTicks = 0
    savedAt = now()
  }

  while (!ended && !isStopped() && ticks < maxTicks) {
    try {
      if (interrupted && assignment !== undefined && (await stillHolds(source, assignment))) await recover(assignment)
      if (assignment !== undefined && !interrupted) await swaps?.make(order, now(), () => commits.settle())
      if (!isBacklog) await commits.next()
      running.runner.check()
      const size = Math.min(settings.turn.maxTicks, maxTicks - ticks)
      const wanted = { maxTicks: size, waitMs: settings.turn.waitMs, ...(signal && { signal }) }
      const event = await during('read', () => source.read(wanted))
      if (event.type === 'assigned') {
        await commits.end()
        assignment = event
        await recover(event)
        continue
      }
      if (interrupted) continue
      const partitions = assignment?.partitions ?? []
      const batch =
        swaps === undefined ? event : await stopAt(event, source, partitions, (id) => swaps.stopOf(id, order))
      await takeTurn(running, batch, options)
      isBacklog = event.ticks.length >= Math.min(settings.turn.maxTicks / 2, largeTurn)
      ticks += batch.ticks.length
      unsavedTicks += batch.ticks.length
      const isDue = unsavedTicks >= everyTicks || (order.pending && now() - savedAt >= everyMs)
      const mustWait = cache.mustSave || batch.ended
      if (isDue || mustWait) await save(order.savesBeside && !mustWait && !commits.isFollowed)
      cache.trim()
      // Only now: a last turn that is refused comes again.
      ended = batch.ended && swaps?.isDue(order) !== true
    } catch (error) {
      await commits.end()
      // The signal fired while the source waited: what was taken in before still gets its checkpoint.
      if (isStopped() && error === signal?.reason) break
      if (!isInterruption(source, error)) throw error
      // Nobody has a later generation of this group: the store has seen those of another one.
      if (error instanceof OlderGenerationError && assignment && (await stillHolds(source, assignment))) throw error
      order.abandon()
      interrupted = true
    }
  }
  try {
    await commits.settle()
    if (order.pending) await save(false)
  } catch (error) {
    // Stopped while another owner took over: what is not saved here is taken in there.
    if (!isInterruption(source, error)) throw error
    order.abandon()
  }
  return { guarantee, ticks, counters: order.progress.counters, ended }
}

/** Refused or fenced: somebody else owns a partition, or the store lost it. A group says who owns what from here on. */
function isInterruption(source: Source, error: unknown): boolean {
  return isLogSource(source) && (error instanceof CommitRefused || isTickwiseError(error, 'STORE_FENCED'))
}

async function stillHolds(source: Source, { receipt }: Assignment): Promise<boolean> {
  return isLogSource(source) && (await source.holds(receipt))
}

async function takeTurn(
  { store, runner, records, cache, order, commits }: Running,
  read: TickBatch<unknown>,
  options: RunOptions,
): Promise<void> {
  const batch = dropForeign(read, (id) => order.positionOf(id))
  if (batch.next.size === 0) return
  const during = phasesOf(options)
  await during('load', () => records.load(store, order.token, batch.ticks))
  const turn = toCommittedTurn(batch, await during('compute', () => Promise.resolve(runner.compute(batch.ticks))))
  await commits.next()
  commits.begin(
    () => during('commit', () => order.commit(turn)),
    () =>
      options.onTurn?.({
        ticks: batch.ticks,
        outputs: turn.outputs,
        deadLetters: turn.deadLetters,
        ...order.progress,
        cache: { keys: cache.size, dirty: cache.dirtyCount },
        statesOf: (tick) => statesOf(cache, tick),
      }),
  )
}

function statesOf(cache: RecordCache, tick: Tick): ReadonlyMap<string, unknown> | undefined {
  const record = cache.get(partitionId(tick), tick.key)
  if (record === undefined) return undefined
  return new Map(cache.layout.sections.map(({ id }, slot) => [id, record.states[slot]]))
}
