import { join } from 'node:path'
import { expect, it } from 'vitest'
import { expectedForecasts, type ForecastRecord } from '../compose/expected-forecasts.ts'
import { readCount, useCluster } from '../connectors/kafka/cluster.ts'
import { runTickwise } from '../src/cli/run-tickwise.ts'
import { noRedisReason, useExampleServers } from './example-servers.ts'

const cluster = useCluster()
const servers = useExampleServers()
const prices = join(import.meta.dirname, '..', '..', 'src', 'cli', 'data', 'prices.csv')

it('feeds a file, forecasts it with a worker that dies, and gives what the model gives without any of it', async (context) => {
  context.skip(noRedisReason !== undefined, noRedisReason)
  const topic = `${servers.prefix}prices`
  const names = [
    '--topic',
    topic,
    '--brokers',
    cluster.brokers,
    '--partitions',
    '4',
    '--key',
    'symbol',
    '--time',
    'date',
  ]
  expect((await runTickwise(['feed', prices, ...names, '--speed', 'max'])).code).toBe(0)

  const dying = servers.start('prices/pipeline.ts', cluster.brokers, { TICKWISE_FAILPOINT: 'transaction-committed:3' })
  expect((await dying.ended).signal).toBe('SIGKILL')
  servers.start('prices/pipeline.ts', cluster.brokers)

  const expected = await expectedForecasts(prices)
  const count = [...expected.values()].reduce((sum, own) => sum + own.length, 0)
  const { ticks } = await readCount(await cluster.source({ topic: `${servers.prefix}forecasts` }), count)
  await servers.stopAll()
  const forecasts = ticks.map(({ value }) => value as ForecastRecord)
  expect(new Set(forecasts.map(({ id }) => id)).size).toBe(count)
  for (const [key, right] of expected) {
    const own = forecasts.filter((forecast) => forecast.key === key).map(({ id: _, ...forecast }) => forecast)
    expect(own).toEqual(right)
  }
}, 180_000)
