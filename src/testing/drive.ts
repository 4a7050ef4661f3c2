import type { Observable } from 'rxjs'
import * as memory from '../../connectors/memory/index.ts'
import type { Model } from '../model/model.ts'
import { createRandom, type Random } from '../numeric/random.ts'
import { pipeline, type ModelSource, type PipelineSpec } from '../pipeline/spec.ts'
import { run } from '../pipeline/run.ts'
import type { CommitStep } from '../state/checkpoint-order.ts'
import type { ModelHistory } from '../state/model-history.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Output } from '../stream/sink.ts'
import { Champions } from './champions.ts'
import { readStates } from './read-states.ts'
import { virtualClock } from './virtual-clock.ts'

/** Faults of a drive, at places that the seed chooses. */
export interface Faults {
  /** The process dies at a step of the commit order; a new one goes on from the store. */
  readonly crashes?: number
  /** It dies when it reaches these steps, in their order, before the crashes at chance. */
  readonly crashAt?: readonly CommitStep[]
  /** Ownership is announced anew between two turns. */
  readonly rebalances?: number
  /** Ticks that were read already come again. */
  readonly redeliveries?: number
  /** A commit is refused though nobody else has the partition (transactional sinks only). */
  readonly refusals?: number
  /** The store loses a partition under its owner (transactional sinks only: the log is the record then). */
  readonly storeLosses?: number
  /** The next of `versions` is promoted. */
  readonly promotions?: number
  /** The model before serves again. */
  readonly rollbacks?: number
}

export interface DriveOptions<T, R> {
  readonly operators: (ticks: Observable<T>) => Observable<R>
  /** The log, in order: what is pushed is what a source would read, duplicates and late ticks included. */
  readonly entries: readonly memory.MemoryEntry<T>[]
  readonly partitions?: number
  /** Ticks a turn at most. Default 4,096. */
  readonly turnSize?: number
  /** How outputs become durable: cut back to marks as in files, or in transactions as in Kafka. Default `marked`. */
  readonly sink?: 'marked' | 'transactional'
  readonly faults?: Faults
  readonly seed?: number
  readonly models?: ModelSource
  /** Instead of `models`: versions of the one model that the chain names, the first serves first. */
  readonly versions?: readonly Model[]
  /** Replays these decisions about `versions` instead of making some; see `RunOptions.histories`. */
  readonly histories?: ReadonlyMap<string, ModelHistory>
  /** The pipeline's own settings: `late`, `ttlMs`, `checkpoint`, `cache`, `name`. */
  readonly settings?: Pick<PipelineSpec<T, R>, 'name' | 'late' | 'ttlMs' | 'checkpoint' | 'cache' | 'swap'>
}

export interface DriveResult<R> {
  readonly outputs: readonly Output<R>[]
  readonly deadLetters: readonly DeadLetter[]
  /** Encoded key records, by partition id and key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>
  /** Which versions served from which offsets on, by partition id. */
  readonly histories: ReadonlyMap<string, ModelHistory>
  /** What was done to the run, in order; planned faults that came after its end are missing. */
  readonly done: readonly string[]
}

class InjectedCrash extends Error {
  constructor(step: CommitStep) {
    super(`crash at ${step}`)
  }
}

/**
 * Runs a chain of operators as a pipeline over a log in memory, with sink and store that survive crashes, and time that
 * is virtual. The same options give the same result; faults must not change outputs, dead letters or records.
 */
export async function drive<T, R>(options: DriveOptions<T, R>): Promise<DriveResult<R>> {
  const { operators, entries, partitions = 1, turnSize = 4096, faults = {}, seed = 1, settings, histories } = options
  const champions = options.versions && new Champions(options.versions)
  const models = champions ?? options.models
  const random = createRandom(seed)
  const source = memory.source<T>({ entries, partitions, topic: 'driven', keepOpen: false })
  const transactional = options.sink === 'transactional' ? memory.transactionalSink<R>(source) : undefined
  const sink = transactional ?? memory.sink<R>()
  const deadLetters = memory.sink<DeadLetter>()
  const state = memory.store()
  const driven = pipeline<T, R>({
    name: 'driven',
    ...settings,
    ...(champions && {
      swap: { everyMs: 0, ...(typeof settings?.swap === 'string' ? { policy: settings.swap } : settings?.swap) },
    }),
    ...(models && { models }),
    source,
    sink,
    deadLetters,
    state,
    guarantee: 'exactly-once',
    operators,
    turn: { maxTicks: turnSize },
  })
  const done: string[] = []
  const disturb = disturber(
    {
      rebalance: () => source.assign(Array.from({ length: partitions }, (_, partition) => partition)),
      redelivery: () => source.redeliver(Math.floor(partitions * random.next()), 0),
      ...(champions && {
        promotion: () => champions.promote(),
        rollback: () => champions.rollBack(),
      }),
      ...(transactional && {
        refusal: () => transactional.refuseNext(),
        'store loss': () => void state.reset({ topic: 'driven', partition: Math.floor(partitions * random.next()) }),
      }),
    },
    faults,
    random,
    done,
  )
  const now = virtualClock(random)
  // A run has 5 steps at its start and 3 a turn: far enough to see some turns, near enough to be reached.
  const reachable = Math.min(40, 5 + 3 * Math.ceil(entries.length / turnSize))
  const { crashes = 0, crashAt = [] } = faults
  for (let attempt = 0; ; attempt++) {
    const planned = crashAt[attempt]
    const isLeft = planned === undefined && attempt < crashAt.length + crashes
    let countdown = isLeft ? 1 + Math.floor(reachable * random.next()) : Infinity
    const onStep = (step: CommitStep) => {
      if (--countdown === 0 || step === planned) throw new InjectedCrash(step)
    }
    try {
      await run(driven, { now, onStep, onTurn: disturb, ...(histories && { histories }) })
      break
    } catch (error) {
      if (!(error instanceof InjectedCrash)) throw error
      done.push(error.message)
    }
  }
  const letters = transactional?.deadLetters ?? deadLetters.outputs
  return { outputs: sink.outputs, deadLetters: letters.map(({ value }) => value), ...(await readStates(state)), done }
}

type Disturbance = 'promotion' | 'rollback' | 'rebalance' | 'redelivery' | 'refusal' | 'store loss'

/** Between two turns, now and then, does one of the things planned; one that gives false is for later. */
function disturber(
  disturb: Partial<Record<Disturbance, () => unknown>>,
  { rebalances = 0, redeliveries = 0, refusals = 0, storeLosses = 0, promotions = 0, rollbacks = 0 }: Faults,
  random: Random,
  done: string[],
): () => void {
  const planned: Disturbance[] = [
    ...new Array<Disturbance>(rebalances).fill('rebalance'),
    ...new Array<Disturbance>(redeliveries).fill('redelivery'),
    ...new Array<Disturbance>(refusals).fill('refusal'),
    ...new Array<Disturbance>(promotions).fill('promotion'),
    ...new Array<Disturbance>(rollbacks).fill('rollback'),
    ...new Array<Disturbance>(storeLosses).fill('store loss'),
  ].filter((name) => disturb[name] !== undefined)
  return () => {
    if (planned.length === 0 || random.next() > 0.2) return
    const at = Math.floor(planned.length * random.next())
    const next = planned[at]!
    if (disturb[next]!() === false) return
    planned.splice(at, 1)
    done.push(next)
  }
}
