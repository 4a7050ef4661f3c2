import { execFileSync } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../services/kafka/find-free-port.ts'
import { startRedis } from '../services/redis-server.ts'

const script = join(import.meta.dirname, '..', 'services', 'kafka', 'kafka-local.sh')

export interface KafkaServices {
  readonly brokers: string
  readonly redisUrl: string
  close(): Promise<void>
}

/** A broker and a Redis of the bench's own, on this machine's cores. */
export async function startKafkaServices(): Promise<KafkaServices> {
  const folder = mkdtempSync(join(tmpdir(), 'tickwise-bench-kafka-'))
  const broker = join(folder, 'broker')
  const port = await findFreePort()
  execFileSync('bash', [script, 'start', broker, String(port)], { stdio: ['ignore', 'ignore', 'inherit'] })
  const redis = await startRedis()
  return {
    brokers: `127.0.0.1:${port}`,
    redisUrl: redis.url,
    async close() {
      execFileSync('bash', [script, 'stop', broker])
      await redis.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
