import { filter, map } from 'rxjs'
import { modelFiles, pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { infer, scanByKey } from 'tickwise/operators'
import { brokers, member, named, redisUrl } from '../servers.ts'
import { Merged } from './ticks.ts'

/** What is known of a symbol, as of its last tick. */
interface Known {
  readonly isPrice: boolean
  /** 0 before the first. */
  readonly price: number
  /** Since the price before, in per cent. */
  readonly change: number
  /** The last score; 0 before the first. */
  readonly sentiment: number
}

const nothing: Known = { isPrice: false, price: 0, change: 0, sentiment: 0 }

/** Second half of the join: each price is answered with the next one, from its change and the last sentiment. */
export default pipeline({
  name: 'join',
  guarantee: 'exactly-once',
  source: kafka.source({
    brokers,
    groupId: named('join'),
    topic: named('merged'),
    schema: Merged,
    eventTime: ({ time }) => time,
    ...member,
  }),
  sink: kafka.sink({ brokers, topic: named('answers'), create: { partitions: 4 } }),
  state: redis.store({ url: redisUrl, prefix: named('join') }),
  models: modelFiles(`${import.meta.dirname}/models`),
  // Either topic may run ahead of the other: what comes later in the merged log counts as later. As dead letters, all ticks
  // of the slower one would be lost to the join.
  late: 'accept',
  operators: (ticks) =>
    ticks.pipe(
      scanByKey(absorb, nothing),
      filter(({ isPrice }) => isPrice),
      infer('join', { inputs: ({ change, sentiment }) => [change, sentiment] }),
      map(({ tick: { price, sentiment }, outputs }) => ({
        price,
        sentiment,
        expected: price * (1 + outputs[0]! / 100),
      })),
    ),
})

function absorb(known: Known, tick: Merged): Known {
  if (tick.kind === 'sentiment') return { ...known, isPrice: false, sentiment: tick.score }
  const change = known.price === 0 ? 0 : ((tick.price - known.price) / known.price) * 100
  return { ...known, isPrice: true, price: tick.price, change }
}
