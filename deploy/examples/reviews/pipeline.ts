import { map } from 'rxjs'
import { pipeline } from 'tickwise'
import * as kafka from 'tickwise/connectors/kafka'
import * as redis from 'tickwise/connectors/redis'
import { classify } from 'tickwise/operators'
import { z } from 'zod'
import { brokers, member, named, redisUrl } from '../servers.ts'

/** A part of a review, one word or many; the record's key says which review. The last part says so. */
const Part = z.object({ text: z.string(), end: z.boolean().optional() })

/** Reviews from a topic in, as they are being written; after every part a tag out: how it sounds by now, exactly once. */
export default pipeline({
  name: 'reviews',
  guarantee: 'exactly-once',
  source: kafka.source({
    brokers,
    groupId: named('reviews'),
    topic: named('reviews'),
    schema: Part,
    ...member,
  }),
  sink: kafka.sink({ brokers, topic: named('tags'), create: { partitions: 4 } }),
  state: redis.store({ url: redisUrl, prefix: named('reviews') }),
  operators: (parts) =>
    parts.pipe(
      classify('reviews', { idleMs: 3_600_000 }),
      map(({ label, probability, count, ended, tokens }) => ({
        ...{ label, probability, count, ended },
        words: tokens.map(({ text, moved }) => ({ text, moved: moved.at(-1) })),
      })),
    ),
})
