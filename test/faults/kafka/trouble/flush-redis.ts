import { Redis } from 'ioredis'
import type { Round } from '../round.ts'

/** Everything that Redis has is gone, while its users go on. */
export async function flushRedis(round: Round): Promise<void> {
  await withRedis(round, (redis) => redis.flushall())
  round.noteLoss()
}

/** One command of the test itself, past the wire. */
export async function withRedis(round: Round, act: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(round.redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await act(redis)
  } finally {
    redis.disconnect()
  }
}
