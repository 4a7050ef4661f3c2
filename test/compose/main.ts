import { deepStrictEqual, ok, strictEqual } from 'node:assert'
import { join } from 'node:path'
import * as kafka from '../../connectors/kafka/index.ts'
import { isTickwiseError } from '../../src/errors.ts'
import type { LogSource } from '../../src/stream/log-source.ts'
import { findFreePort } from '../services/redis-server.ts'
import { findEngine, root } from './engine.ts'
import { expectedForecasts, type ForecastRecord } from './expected-forecasts.ts'

/**
 * Brings docker-compose.yml up for real, reads forecasts out of it, kills the worker, reads on, and compares them with
 * what the same model says without any of it; then takes everything down. `npm run test:compose [-- --require]`.
 */
const perStage = 4000
const giveUpMs = 180_000

const ports = { KAFKA_PORT: String(await findFreePort()), REDIS_PORT: String(await findFreePort()), FEED_RATE: '1500' }
const engine = await findEngine({ project: `tickwise-test-${process.pid}`, env: ports })
if (typeof engine === 'string') {
  console.log(`1 skipped: ${engine}`)
  process.exit(process.argv.includes('--require') ? 1 : 0)
}

// Interrupted, it still leaves nothing running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void engine.compose('down', '--volumes').finally(() => process.exit(130)))
}

const expected = await expectedForecasts(join(root, 'src', 'cli', 'data', 'prices.csv'))
const seen = new Map<string, number>()
const ids = new Set<string>()
try {
  await engine.compose('up', '--build', '--detach')
  const forecasts = await openTopic(`127.0.0.1:${ports.KAFKA_PORT}`, 'forecasts')
  await check(forecasts, perStage)
  await engine.compose('kill', '-s', 'SIGKILL', 'worker')
  await engine.compose('up', '--detach', 'worker')
  await check(forecasts, perStage)
  await forecasts.close()
  console.log(`compose: ${ids.size} forecasts of ${seen.size} keys, each once and each as it should be`)
} catch (error) {
  await engine.compose('logs', '--tail', '40').catch(() => undefined)
  throw error
} finally {
  await engine.compose('down', '--volumes')
}

/** Waits for the servers to come and for somebody to make the topic. */
async function openTopic(brokers: string, topic: string): Promise<LogSource<ForecastRecord>> {
  const deadline = performance.now() + giveUpMs
  for (;;) {
    const source = kafka.source<ForecastRecord>({ brokers, topic, groupId: 'compose-test' })
    try {
      await source.open()
      return source
    } catch (error) {
      await source.close()
      if (!isTickwiseError(error, 'SOURCE_FAILED') || performance.now() > deadline) throw error
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  }
}

/** Reads so many more forecasts; none may be there twice, be missing, or differ in any digit. */
async function check(source: LogSource<ForecastRecord>, count: number): Promise<void> {
  const until = ids.size + count
  const deadline = performance.now() + giveUpMs
  while (ids.size < until) {
    ok(performance.now() < deadline, `${ids.size} forecasts after ${giveUpMs} ms`)
    const event = await source.read({ maxTicks: until - ids.size, waitMs: 1000 })
    if (event.type === 'assigned') continue
    strictEqual(event.deadLetters.length, 0)
    for (const { value } of event.ticks) {
      const { id, ...forecast } = value
      ok(!ids.has(id), `${id} came twice`)
      ids.add(id)
      const at = seen.get(forecast.key) ?? 0
      seen.set(forecast.key, at + 1)
      deepStrictEqual(forecast, expected.get(forecast.key)?.[at], `forecast ${at} of ${forecast.key}`)
    }
  }
}
