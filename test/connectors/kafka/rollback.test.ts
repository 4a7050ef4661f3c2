import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import * as memory from '../../../connectors/memory/index.ts'
import { store } from '../../../connectors/redis/index.ts'
import { forecast, score } from '../../../operators/index.ts'
import { createRegistry, fromRegistry, pipeline, run, type SwapNews } from '../../../src/index.ts'
import type { Model } from '../../../src/model/model.ts'
import type { CommitStep } from '../../../src/state/checkpoint-order.ts'
import { isKeptKey } from '../../../src/state/kept-records.ts'
import type { SwapPolicy } from '../../../src/state/model-history.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { randomForecaster, randomWalk } from '../../operators/random-model.ts'
import { shaken } from '../../operators/shaken.ts'
import { readAll, useCluster } from './cluster.ts'

const cluster = useCluster()
const versions = [1, 2].map((seed) => shaken(randomForecaster('gru', seed), seed)) as [Model, Model]
const name = `${versions[0].spec.name}@champion`
const keys = Array.from({ length: 9 }, (_, n) => `K${n}`)
const prices = randomWalk(400, keys)
const partitions = 2

interface Served {
  /** Runs the pipeline for so many ticks, as a process that dies at a step and comes back would. */
  work(maxTicks: number, crashAt?: CommitStep): Promise<readonly SwapNews[]>
  promote(n: 0 | 1): Promise<unknown>
  rollBack(): Promise<unknown>
  /** By partition and key. */
  records(): Promise<Record<string, string>>
  /** Numbers of the ticks that were answered, sorted. */
  answered(): Promise<readonly number[]>
}

async function serve(url: string, policy: SwapPolicy): Promise<Served> {
  const [topic, out] = [await cluster.createTopic(partitions), await cluster.createTopic(partitions)]
  await cluster.createTopic(1, `${out}-dead-letters`)
  const records = prices.map(({ symbol: key, price }, n) => {
    const value = JSON.stringify({ price, n })
    return { key, value, partition: keys.indexOf(key) % partitions, timestamp: 1_000_000 + 1000 * n }
  })
  await cluster.produce(topic, records)
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  const [first, second] = versions
  await registry.add(first)
  await registry.add(second, { parent: first.fingerprint })
  const promote = (n: 0 | 1) => registry.promote(versions[n].fingerprint, { reason: 'a test' })
  await promote(0)
  const { brokers } = cluster
  const [groupId, prefix] = [cluster.name('group'), cluster.name('redis')]
  const state = () => store({ url, prefix })
  return {
    promote,
    rollBack: () => registry.rollBack({ reason: 'a test' }),
    async work(maxTicks, crashAt) {
      const news: SwapNews[] = []
      const once = (onStep: (step: CommitStep) => void) => {
        const forecasts = pipeline({
          source: source<{ price: number; n: number }>({ brokers, groupId, topic, heartbeatMs: 100, stopAtEnd: true }),
          sink: sink({ brokers, topic: out }),
          state: state(),
          models: fromRegistry(registry),
          swap: { policy, everyMs: 0, warmUpTicks: 16, dualRunTicks: 20, dualRunMargin: -0.99 },
          turn: { maxTicks: 10 },
          operators: (ticks) => ticks.pipe(forecast(name), score()),
        })
        return run(forecasts, { maxTicks, onStep, workerId: groupId, onSwap: (one) => news.push(one) })
      }
      let crashed = crashAt === undefined
      const crash = (step: CommitStep) => {
        if (step !== crashAt || crashed) return
        crashed = true
        throw new Error('crash')
      }
      if (crashAt !== undefined) await expect(once(crash)).rejects.toThrow('crash')
      await once(() => {})
      return news
    },
    async records() {
      const opened = state()
      await opened.open()
      const found: Record<string, string> = {}
      for (const { partition } of await opened.partitions()) {
        for await (const { key, bytes } of opened.records({ topic, partition })) {
          if (!isKeptKey(key)) found[`${partition} ${key}`] = Buffer.from(bytes).toString('hex')
        }
      }
      await opened.close()
      return found
    },
    async answered() {
      const { ticks } = await readAll(await cluster.source({ topic: out, stopAtEnd: true }))
      return ticks.map(({ value }) => (value as { tick: { n: number } }).tick.n).sort((a, b) => a - b)
    },
  }
}

describeOwnRedis('a rollback on Kafka and Redis', (server) => {
  it.each([
    ['warm-up', 'swap-decided'],
    ['carry', 'records-restored'],
    ['dual-run', 'swap-recorded'],
  ] as const)(
    '%s, with a crash at %s: records are those of a run that never swapped, and each tick is answered once',
    async (policy, step) => {
      const never = await serve(server().url, policy)
      await never.work(prices.length)
      const expected = await never.records()
      expect(Object.keys(expected)).toHaveLength(keys.length)

      const swapped = await serve(server().url, policy)
      await swapped.work(100)
      await swapped.promote(1)
      const crashesFirst = step === 'swap-recorded' ? step : undefined
      const there = await swapped.work(120, crashesFirst)
      expect(there.filter(({ kind }) => kind === 'swapped')).toHaveLength(partitions)
      expect(await swapped.records()).not.toEqual(expected)
      await swapped.rollBack()
      const back = await swapped.work(prices.length, crashesFirst === undefined ? step : undefined)
      expect(back.map(({ kind }) => kind)).toContain('restored')
      expect(await swapped.records()).toEqual(expected)
      expect(await swapped.answered()).toEqual(await never.answered())
    },
    120_000,
  )

  it('where Redis was lost since the swap, the model comes back by the policy, and says why', async () => {
    const swapped = await serve(server().url, 'warm-up')
    await swapped.work(100)
    await swapped.promote(1)
    await swapped.work(100)
    const redis = new Redis(server().url)
    await redis.flushall()
    redis.disconnect()
    await swapped.rollBack()
    const back = await swapped.work(prices.length)
    expect(back).toHaveLength(partitions)
    for (const one of back) {
      expect(one).toMatchObject({ kind: 'swapped', policy: 'warm-up', version: versions[0].fingerprint.slice(0, 16) })
      expect(one.reason).toContain('not kept any more')
    }
    expect(await swapped.answered()).toHaveLength(new Set(await swapped.answered()).size)
  }, 120_000)
})
