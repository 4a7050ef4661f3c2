import type { Bench, Figure } from './bench.ts'
import { startServices } from './kafka/services.ts'
import { LatencyLane, type Percentiles } from './latency/lane.ts'

const goals = { 'exactly-once': { p50: 15, p99: 60 }, 'at-least-once': { p50: 5, p99: 20 } } as const
const ticksPerRound = 4000
/** Until every key has a forecast (they need 21 ticks), and what is hot has been compiled. */
const warmUpTicks = 14_000
const rounds = 5

export const latency: Bench = {
  name: 'latency',
  about:
    '1,000 ticks/s of 512 keys, one at a time; from handing a tick to the producer to having its prediction in a ' +
    'read_committed reader. GRU 8 to 64, 4 partitions, checkpoints in Redis. Broker, Redis, pipeline and both ends on the ' +
    'same cores. Beside it, for information: a bare loop with the same client that passes the tick on.',
  async *figures() {
    const services = await startServices()
    const { brokers, redisUrl } = services
    try {
      for (const guarantee of ['exactly-once', 'at-least-once'] as const) {
        const common = { brokers, guarantee }
        const topics = [`${guarantee}-pipeline`, `${guarantee}-bare`] as const
        const pipeline = { ...common, topic: topics[0], group: guarantee, redisUrl, turnSize: 1024 }
        const own = await LatencyLane.open(brokers, topics[0], { pipeline })
        const bare = await LatencyLane.open(brokers, topics[1], { bare: { ...common, topic: topics[1] } })
        for (const lane of [own, bare]) await lane.warmUp(warmUpTicks)
        yield* figures(guarantee, own, bare)
        for (const lane of [own, bare]) await lane.close()
      }
    } finally {
      await services.close()
    }
  },
}

/** Both percentiles are of the same rounds: the first figure measures, the second takes what is left over. */
function* figures(guarantee: keyof typeof goals, own: LatencyLane, bare: LatencyLane): Generator<Figure> {
  const seen = new Map<LatencyLane, Percentiles[]>([
    [own, []],
    [bare, []],
  ])
  const p50 = async (lane: LatencyLane) => {
    const found = await lane.measure(ticksPerRound)
    seen.get(lane)!.push(found)
    return found.p50
  }
  const p99 = (lane: LatencyLane) => seen.get(lane)!.shift()!.p99
  const form = { unit: 'ms', better: 'lower', rounds } as const
  const beside = { name: 'the bare loop' }
  yield {
    ...form,
    name: `${guarantee}, p50`,
    value: () => p50(own),
    baselines: [{ ...beside, measure: () => p50(bare) }],
    limit: { atMost: goals[guarantee].p50 },
  }
  yield {
    ...form,
    name: `${guarantee}, p99`,
    value: () => p99(own),
    baselines: [{ ...beside, measure: () => p99(bare) }],
    limit: { atMost: goals[guarantee].p99 },
  }
}
