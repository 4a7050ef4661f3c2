import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { store, type RedisStoreOptions } from '../../../connectors/redis/index.ts'
import { scanByKey } from '../../../operators/index.ts'
import { pipeline, run, type RunOptions } from '../../../src/index.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { partition, refusal, snapshot } from './snapshots.ts'

/** A log of a group whose generations are everybody's, as Kafka's are. */
function groupSource(values: readonly number[]) {
  const source = memory.source({ entries: values.map((value) => ({ key: 'k', value })), topic: partition.topic })
  return Object.assign(source, { sharedGenerations: true })
}

describeOwnRedis('redis store: what a pipeline tells it', (server) => {
  const runOn = (name: string, options: RedisStoreOptions = {}, more: RunOptions = {}) => {
    const source = groupSource([1, 2, 3, 4])
    const sink = memory.transactionalSink<number>(source)
    const counts = pipeline({
      name,
      source,
      sink,
      state: store({ url: server().url, ...options }),
      turn: { maxTicks: 1 },
      checkpoint: { everyTicks: 1 },
      operators: (ticks) => ticks.pipe(scanByKey((sum: number, value: number) => sum + value, 0)),
    })
    return run(counts, more).then(() => sink.outputs.map(({ value }) => value))
  }

  it('two pipelines on one topic keep apart, even in the middle of each other', async () => {
    let other: Promise<number[]> | undefined
    const first = await runOn('first', {}, { onTurn: () => void (other ??= runOn('second')) })
    expect([first, await other]).toEqual(Array(2).fill([1, 3, 6, 10]))
    const client = new Redis(server().url)
    expect((await client.keys('{*')).sort()).toEqual(['{tickwise.first:prices:0}', '{tickwise.second:prices:0}'])
    client.disconnect()
  })

  it('a prefix that was given is kept', async () => {
    await runOn('third', { prefix: 'mine' })
    const given = store({ url: server().url, prefix: 'mine' })
    await given.open()
    expect(await given.partitions()).toEqual([partition])
    await given.close()
  })

  it('a group that was made anew is refused with a way out, instead of claiming for ever', async () => {
    const before = store({ url: server().url, prefix: 'anew', generations: true })
    await before.open()
    await before.claim(partition, '999:member')
    await expect(runOn('anew', { prefix: 'anew' })).rejects.toThrow(
      refusal('STORE_FENCED', 'generation 999 or later', '1:', 'tickwise reset', 'generations: false'),
    )
    await before.save('999:member', [snapshot(undefined, 4)])
    await before.close()
    await expect(runOn('anew', { prefix: 'anew', generations: false })).rejects.toMatchObject({
      code: 'RECORD_INVALID',
    })
  })
})
