import { map } from 'rxjs'
import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { z } from 'zod'
import { brokers, member, named, redisUrl } from '../servers.ts'
import { Price, Sentiment } from './ticks.ts'

/**
 * First half of the join: two topics become one, keyed by symbol. In which order ticks of two topics come is in no log;
 * from here on it is, so that the second half gives the same answers however often it has to start again.
 */
export default pipeline({
  name: 'merge',
  guarantee: 'exactly-once',
  source: kafka.source({
    brokers,
    groupId: named('merge'),
    topics: [named('prices'), named('sentiment')],
    schema: z.union([Price, Sentiment]),
    eventTime: ({ time }) => time,
    ...member,
  }),
  sink: kafka.sink({ brokers, topic: named('merged'), create: { partitions: 4 } }),
  state: redis.store({ url: redisUrl, prefix: named('merge') }),
  operators: (ticks) => ticks.pipe(map((tick) => ({ kind: 'price' in tick ? 'price' : 'sentiment', ...tick }))),
})
