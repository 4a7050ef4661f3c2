import { Redis } from 'ioredis'
import { expect, test } from 'vitest'
import * as redis from '../../connectors/redis/index.ts'
import { noRedisReason, startRedis } from '../services/redis-server.ts'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/how-to/size-redis.md')
const pipelineFile = (await readPage('docs/quick-start.md')).blocks('ts')[1]!

test('the commands say how many bytes a record has', async () => {
  const folder = await createReaderFolder()
  await folder.write('pipeline.ts', pipelineFile)
  const [run, inspect] = page.commands
  await folder.type(run!)
  expect((await folder.type(inspect!)).out).toMatch(/^WTI .*, \d+ bytes$/m)
}, 300_000)

test('a forecast without scores takes what the page says', async () => {
  const folder = await createReaderFolder()
  await folder.write('pipeline.ts', pipelineFile.replace(', score()', ''))
  await folder.type(page.commands[0]!)
  const { out } = await folder.type('tickwise inspect --state state --key WTI --json')
  const { records } = JSON.parse(out) as { records: { bytes: number }[] }
  // "A million keys of a GRU of 32 with its features are about half a gigabyte", with the entry's 150 bytes.
  expect(records[0]!.bytes + 'WTI'.length + 150).toBeGreaterThan(350)
  expect(records[0]!.bytes + 'WTI'.length + 150).toBeLessThan(650)
}, 300_000)

test.for([384, 1000, 2000])('Redis takes at most 150 bytes beside a record of %d', async (size, { skip }) => {
  skip(noRedisReason !== undefined, noRedisReason)
  const server = await startRedis()
  const client = new Redis(server.url)
  const store = redis.store({ url: server.url, prefix: 'sized' })
  try {
    await store.open()
    const [partition, token, keys] = [{ topic: 'prices', partition: 0 }, '1:member:nonce:id', 20_000]
    await store.claim(partition, token)
    const records = Array.from({ length: keys }, (_, n) => ({ key: `key${n + 10_000}`, bytes: new Uint8Array(size) }))
    await store.save(token, [
      { partition, previousOffset: undefined, offset: 1, checkpoint: new Uint8Array(9), records },
    ])
    const used = await client.memory('USAGE', '{sized:prices:0}', 'SAMPLES', 0)
    expect(used! / keys - size - 'key10000'.length).toBeLessThan(150)
  } finally {
    await store.close()
    await client.quit()
    await server.stop()
  }
})
