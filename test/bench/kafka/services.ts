import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { kafkaFolder } from '../../services/kafka-broker.ts'
import { findFreePort } from '../../services/kafka/find-free-port.ts'
import { startRedis } from '../../services/redis-server.ts'

const script = join(import.meta.dirname, '..', '..', 'services', 'kafka', 'kafka-local.sh')

export interface Services {
  readonly brokers: string
  readonly redisUrl: string
  /** Is removed with the services. */
  readonly folder: string
  close(): Promise<void>
}

/** A broker and a Redis of the bench's own, on the cores that it measures. */
export async function startServices(): Promise<Services> {
  const folder = await mkdtemp(join(await kafkaFolder(), 'bench-'))
  const broker = `${folder}-broker`
  const port = await findFreePort()
  // The broker outlives the script, and would keep its pipes open.
  execFileSync('bash', [script, 'start', broker, String(port)], { stdio: 'ignore' })
  const redis = await startRedis()
  return {
    brokers: `127.0.0.1:${port}`,
    redisUrl: redis.url,
    folder,
    async close() {
      execFileSync('bash', [script, 'stop', broker])
      await redis.stop()
      for (const own of [folder, broker]) await rm(own, { recursive: true, force: true, maxRetries: 20 })
    },
  }
}
