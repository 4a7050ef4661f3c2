import { expect, test } from 'vitest'
import { source } from '../../connectors/kafka/index.ts'
import { kafkaBroker } from '../services/kafka-broker.ts'
import { noRedisReason, startRedis } from '../services/redis-server.ts'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/kafka.md')
const [lint, feed, run] = page.commands

test('the page has the snippet and commands that are tried here', () => {
  expect([page.blocks('ts').length, page.commands.length]).toEqual([1, 3])
})

test('lint reads the pipeline without a broker', async () => {
  const folder = await createReaderFolder()
  await folder.write('kafka.ts', page.blocks('ts')[0]!)
  expect((await folder.type(lint!)).out).toContain('exactly-once')
}, 300_000)

test('a topic of prices becomes a topic of forecasts', async (context) => {
  const brokers = await kafkaBroker(context)
  context.skip(noRedisReason !== undefined, noRedisReason)
  const redis = await startRedis()
  context.onTestFinished(() => redis.stop())
  const folder = await createReaderFolder()
  const name = `docs-${crypto.randomUUID()}`
  const here = (words: string) =>
    words
      .replaceAll('localhost:9092', brokers)
      .replace('redis://localhost:6379', redis.url)
      .replaceAll(/(groupId: |topic: |--topic )('?)(\w+)/g, `$1$2${name}-$3`)
  await folder.write('kafka.ts', here(page.blocks('ts')[0]!))
  await folder.type(here(feed!))
  expect((await folder.type(run!)).err).toContain('exactly-once')
  const reader = source<{ forecasts: unknown[]; id: string }>({
    ...{ brokers, groupId: `${name}-reader`, topic: `${name}-forecasts`, stopAtEnd: true },
  })
  context.onTestFinished(() => reader.close())
  await reader.open()
  for (;;) {
    const event = await reader.read({ maxTicks: 10, waitMs: 1000 })
    if (event.type === 'assigned') for (const partition of event.partitions) await reader.seek(partition, 0)
    else if (event.ticks.length > 0) {
      expect(event.ticks[0]!.value.forecasts).toHaveLength(5)
      expect(event.ticks[0]!.value.id).toContain(`forecasts:${name}-prices:`)
      return
    }
  }
}, 300_000)
