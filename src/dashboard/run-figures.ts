import { isLogSource } from '../stream/log-source.ts'
import type { Source } from '../stream/source.ts'
import { partitionId, type Tick } from '../stream/tick.ts'
import { RingQuantiles } from './ring-quantiles.ts'

/** How long something took, of the last thousand times. */
export interface DurationView {
  readonly name: string
  /** Times so far. */
  readonly count: number
  /** Milliseconds; null before the first. */
  readonly median: number | null
  readonly p95: number | null
  readonly p99: number | null
}

export interface PartitionView {
  /** `topic/number` */
  readonly id: string
  /** Ticks of this run. */
  readonly ticks: number
  /** The next offset to read; null before the first tick. */
  readonly next: number | null
  /** Offsets between what was read and the end of the log; null where the source is no log. */
  readonly lag: number | null
}

/** How a run goes, for its page. */
export interface RunView {
  /** Ticks of each of the last seconds, the oldest first; the second under way is left out. */
  readonly perSecond: readonly number[]
  /** Of a tick's turn, from being handed over by the source until its outputs are committed. */
  readonly latency: DurationView
  /** Of the loop, in its order; `read` is waiting for ticks. */
  readonly phases: readonly DurationView[]
  readonly turns: { readonly count: number; readonly medianTicks: number | null }
  readonly cache: { readonly keys: number; readonly dirty: number }
  readonly partitions: readonly PartitionView[]
  readonly partitionsNotShown: number
}

/** The part of a turn's news that is needed here. */
export interface TurnFigures {
  readonly ticks: readonly Tick[]
  readonly cache: { readonly keys: number; readonly dirty: number }
}

export interface RunFigures {
  /** Changes with whatever `read` would say. */
  readonly revision: number
  onTurn(news: TurnFigures): void
  onPhase(phase: string): () => void
  read(): RunView
}

export interface RunFiguresOptions {
  /** Asked for its lag when somebody looks, if it is a log. */
  readonly source: Source
  /** Of a clock that only goes forward. */
  readonly seconds: () => number
}

const phaseOrder = ['read', 'recover', 'load', 'compute', 'commit', 'save']
const secondsKept = 120
const turnsKept = 1000
const mostPartitions = 200

/** Keeps what the page shows of a run's loop, in bounded memory. */
export function createRunFigures({ source, seconds }: RunFiguresOptions): RunFigures {
  const phases = new Map(phaseOrder.map((name) => [name, new RingQuantiles(turnsKept)]))
  const latency = new RingQuantiles(turnsKept)
  const sizes = new RingQuantiles(turnsKept)
  const partitions = new Map<string, { ticks: number; next: number }>()
  /** When the turns that are not committed yet were handed over, the oldest first. */
  let begun: number[] = []
  let cache = { keys: 0, dirty: 0 }
  let revision = 0
  const perSecond: number[] = []
  let second = Math.floor(seconds())
  let ticksNow = 0

  /** Closes the seconds that are over; silent ones count, too. */
  function close(): void {
    const now = Math.floor(seconds())
    for (; second < now; second++) {
      perSecond.push(ticksNow)
      ticksNow = 0
      if (now - second > secondsKept) second = now - secondsKept
    }
    perSecond.splice(0, perSecond.length - secondsKept)
  }

  function count(ticks: readonly Tick[]): void {
    for (const tick of ticks) {
      const id = partitionId(tick)
      const known = partitions.get(id)
      if (known === undefined) partitions.set(id, { ticks: 1, next: tick.offset + 1 })
      else {
        known.ticks += 1
        known.next = tick.offset + 1
      }
    }
  }

  function lagOf(): ReadonlyMap<string, number> {
    return isLogSource(source) ? source.lag() : new Map()
  }

  return {
    get revision() {
      // A second that passed without a tick is news of its own.
      return revision + Math.floor(seconds())
    },
    onTurn(news) {
      revision += 1
      close()
      ticksNow += news.ticks.length
      count(news.ticks)
      cache = news.cache
      sizes.add(news.ticks.length)
      const since = begun.shift()
      if (since !== undefined) latency.add(1000 * (seconds() - since))
    },
    onPhase(phase) {
      const since = seconds()
      // What was taken in is void after a recovery: those turns are never committed.
      if (phase === 'recover') begun = []
      if (phase === 'load') begun.push(since)
      return () => phases.get(phase)?.add(1000 * (seconds() - since))
    },
    read() {
      close()
      const lag = lagOf()
      const ids = [...new Set([...partitions.keys(), ...lag.keys()])].sort(byNumber)
      return {
        perSecond: [...perSecond],
        latency: describe('tick', latency),
        phases: [...phases].map(([name, times]) => describe(name, times)),
        turns: { count: sizes.count, medianTicks: orNull(sizes.at([0.5])[0]!) },
        cache,
        partitions: ids.slice(0, mostPartitions).map((id) => ({
          id,
          ticks: partitions.get(id)?.ticks ?? 0,
          next: partitions.get(id)?.next ?? null,
          lag: lag.get(id) ?? null,
        })),
        partitionsNotShown: Math.max(0, ids.length - mostPartitions),
      }
    },
  }
}

function describe(name: string, times: RingQuantiles): DurationView {
  const [median, p95, p99] = times.at([0.5, 0.95, 0.99]).map(orNull)
  return { name, count: times.count, median: median!, p95: p95!, p99: p99! }
}

const orNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** By topic, then by the partition's number. */
function byNumber(a: string, b: string): number {
  const [slashA, slashB] = [a.lastIndexOf('/'), b.lastIndexOf('/')]
  const [topicA, topicB] = [a.slice(0, slashA), b.slice(0, slashB)]
  if (topicA !== topicB) return topicA < topicB ? -1 : 1
  return Number(a.slice(slashA + 1)) - Number(b.slice(slashB + 1))
}
