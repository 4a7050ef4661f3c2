import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { noRedisReason, startRedis, type RedisServer } from '../services/redis-server.ts'
import { spawnTickwise, type Spawned } from '../src/cli/spawn-tickwise.ts'

const root = join(import.meta.dirname, '..', '..')

/** A Redis for the examples of one test file, and a way to start them on it. */
export class ExampleServers {
  /** Begins all names of this test. */
  readonly prefix = `example-${randomUUID().slice(0, 8)}-`
  redis: RedisServer | undefined
  readonly #running = new Set<Spawned>()

  /** Runs a pipeline of deploy/examples in a process of its own. */
  start(example: string, brokers: string, env: NodeJS.ProcessEnv = {}): Spawned {
    const servers = { KAFKA_BROKERS: brokers, REDIS_URL: this.redis?.url ?? '', PREFIX: this.prefix }
    const run = ['run', join(root, 'deploy', 'examples', example), '--json']
    const spawned = spawnTickwise(run, root, { ...servers, WORKER: example, ...env })
    this.#running.add(spawned)
    void spawned.ended.then(() => this.#running.delete(spawned))
    return spawned
  }

  async stopAll(): Promise<void> {
    const running = [...this.#running]
    for (const { child } of running) child.kill('SIGKILL')
    await Promise.all(running.map(({ ended }) => ended))
  }
}

export { noRedisReason }

export function useExampleServers(): ExampleServers {
  const servers = new ExampleServers()
  beforeAll(async () => {
    if (noRedisReason === undefined) servers.redis = await startRedis()
  })
  afterAll(async () => {
    await servers.stopAll()
    await servers.redis?.stop()
  })
  return servers
}
