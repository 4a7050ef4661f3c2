import { map } from 'rxjs'
import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { forecast } from 'tickwise/operators'
import { z } from 'zod'
import { brokers, member, named, redisUrl } from '../servers.ts'

const Price = z.object({ time: z.number(), close: z.number().positive() })

/** Daily prices from a topic in, forecasts for the next five days with their 80 % band out, exactly once. */
export default pipeline({
  name: 'prices',
  guarantee: 'exactly-once',
  source: kafka.source({
    brokers,
    groupId: named('prices'),
    topic: named('prices'),
    schema: Price,
    eventTime: ({ time }) => time,
    ...member,
  }),
  sink: kafka.sink({ brokers, topic: named('forecasts'), create: { partitions: 4 } }),
  state: redis.store({ url: redisUrl, prefix: named('prices') }),
  operators: (prices) =>
    prices.pipe(
      forecast('prices', { value: ({ close }) => close }),
      map(({ last, levels, forecasts }) => ({ last, levels, forecasts })),
    ),
})
