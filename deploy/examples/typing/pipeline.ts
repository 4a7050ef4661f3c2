import { map } from 'rxjs'
import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { suggest } from 'tickwise/operators'
import { z } from 'zod'
import { brokers, member, named, redisUrl } from '../servers.ts'

/** What somebody typed since the record before, `\b` for backspace; the record's key says who. */
const Keys = z.object({ text: z.string() })

/** Keystrokes from a topic in; after each of them the likeliest next words out, exactly once. */
export default pipeline({
  name: 'typing',
  guarantee: 'exactly-once',
  source: kafka.source({
    brokers,
    groupId: named('typing'),
    topic: named('keystrokes'),
    schema: Keys,
    ...member,
  }),
  sink: kafka.sink({ brokers, topic: named('suggestions'), create: { partitions: 4 } }),
  state: redis.store({ url: redisUrl, prefix: named('typing') }),
  operators: (keystrokes) =>
    keystrokes.pipe(
      suggest('typing', { count: 5 }),
      map(({ typed, suggestions, probability }) => ({ typed, suggestions, probability })),
    ),
})
