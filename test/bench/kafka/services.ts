import { execFileSync, spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { kafkaFolder } from '../../services/kafka-broker.ts'
import { findFreePort } from '../../services/kafka/find-free-port.ts'
import { startRedis } from '../../services/redis-server.ts'
import { stopWithProcess } from '../../services/stop-with-process.ts'

const script = join(import.meta.dirname, '..', '..', 'services', 'kafka', 'kafka-local.sh')
/** What Kafka's own start script gives a broker. */
const brokerJvm =
  '-server -Xms1g -Xmx1g -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -XX:InitiatingHeapOccupancyPercent=35 ' +
  '-XX:+ExplicitGCInvokesConcurrent'

export interface Services {
  readonly brokers: string
  readonly redisUrl: string
  /** Is removed with the services. */
  readonly folder: string
  close(): Promise<void>
}

/** A broker and a Redis of the bench's own, on the cores that it measures. They end with this process at the latest. */
export async function startServices(): Promise<Services> {
  const folder = await mkdtemp(join(await kafkaFolder(), 'bench-'))
  const broker = `${folder}-broker`
  const remove = () => {
    for (const own of [folder, broker]) rmSync(own, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
  // Also while it starts: its pid is known as soon as it runs.
  const stop = () => spawnSync('bash', [script, 'stop', broker], { stdio: 'ignore' })
  const stayed = stopWithProcess(() => {
    stop()
    remove()
  })
  const port = await findFreePort()
  // The broker outlives the script, and would keep its pipes open.
  const env = { ...process.env, KAFKA_JVM: brokerJvm }
  execFileSync('bash', [script, 'start', broker, String(port)], { stdio: 'ignore', env })
  const redis = await startRedis()
  return {
    brokers: `127.0.0.1:${port}`,
    redisUrl: redis.url,
    folder,
    async close() {
      stayed()
      stop()
      await redis.stop()
      remove()
    },
  }
}
