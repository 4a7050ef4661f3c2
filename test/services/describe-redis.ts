import { afterAll, beforeAll, describe, it } from 'vitest'
import { noRedisReason, startRedis, type RedisServer } from './redis-server.ts'

/** A suite on a redis-server of its own; one skipped test, with its reason, where none can be started. */
export function describeOwnRedis(
  name: string,
  suite: (server: () => RedisServer) => void,
  ...settings: string[]
): void {
  if (noRedisReason !== undefined) {
    it(name, (context) => context.skip(true, noRedisReason))
    return
  }
  describe(name, () => {
    let server: RedisServer
    beforeAll(async () => {
      server = await startRedis(...settings)
    })
    afterAll(() => server.stop())
    suite(() => server)
  })
}

/** A suite on the server that TICKWISE_REDIS_URL names, else on one of its own. It keeps to names of its own. */
export function describeRedis(name: string, suite: (url: () => string) => void): void {
  const provided = process.env['TICKWISE_REDIS_URL']
  if (provided === undefined || provided === '') describeOwnRedis(name, (server) => suite(() => server().url))
  else describe(name, () => suite(() => provided))
}
