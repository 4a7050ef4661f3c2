import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Redis } from 'ioredis'
import { from, lastValueFrom, toArray } from 'rxjs'
import { expect, it } from 'vitest'
import { store } from '../../connectors/redis/index.ts'
import { metaFields, namePartition } from '../../connectors/redis/names.ts'
import { forecast } from '../../operators/index.ts'
import { randomForecaster, randomWalk, type Price } from '../operators/random-model.ts'
import { describeOwnRedis } from '../services/describe-redis.ts'

const program = join(import.meta.dirname, 'stored-observable-program.ts')
const key = ({ symbol }: Price) => symbol
const model = randomForecaster()
const total = 25_200

/** Runs the program until it has answered its last price and `ready` says so, then kill -9. */
async function runAndKill(url: string, count: number, ready: () => Promise<unknown>): Promise<void> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, url, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const line of createInterface(child.stdout)) if (line === String(count - 1)) break
  await ready()
  child.kill('SIGKILL')
  await once(child, 'exit')
}

/** How many ticks the states in Redis have absorbed. */
async function absorbed(client: Redis): Promise<number> {
  const { partition } = namePartition('tickwise', { topic: 'standalone', partition: 0 })
  return Number(await client.hget(partition, metaFields.offset))
}

/** The last answers of a run that was never interrupted and keeps its states in memory. */
async function lastAnswers(prices: readonly Price[], count: number) {
  return (await lastValueFrom(from(prices).pipe(forecast(model, { key }), toArray()))).slice(-count)
}

describeOwnRedis('a plain Observable with its states in Redis, after kill -9', (server) => {
  it('has lost no more than the ticks since the last save, and goes on from there to the same bits', async () => {
    const client = new Redis(server().url)
    await client.flushall()
    await runAndKill(server().url, 25_000, () => Promise.resolve())
    const saved = await absorbed(client)
    client.disconnect()
    // A save comes at the first turn's end after 10,000 ticks; a turn has at most 4,096.
    expect(saved).toBeGreaterThan(25_000 - 10_000 - 4096)
    expect(saved).toBeLessThanOrEqual(25_000)
    const prices = randomWalk(total)
    const rest = from(prices.slice(saved))
    const answers = await lastValueFrom(
      rest.pipe(forecast(model, { key, store: store({ url: server().url }) }), toArray()),
    )
    expect(answers).toEqual(await lastAnswers(prices, total - saved))
  })

  it('has lost nothing when the stream had been quiet for a second', async () => {
    const client = new Redis(server().url)
    await client.flushall()
    await runAndKill(server().url, 500, async () => {
      while ((await absorbed(client)) !== 500) await new Promise((resolve) => setImmediate(resolve))
    })
    client.disconnect()
    const prices = randomWalk(800)
    const answers = await lastValueFrom(
      from(prices.slice(500)).pipe(forecast(model, { key, store: store({ url: server().url }) }), toArray()),
    )
    expect(answers).toEqual(await lastAnswers(prices, 300))
  })
})
