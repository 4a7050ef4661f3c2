import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { store, type RedisStoreOptions } from '../../../connectors/redis/index.ts'
import { namePartition } from '../../../connectors/redis/names.ts'
import type { Store } from '../../../src/state/store.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { partition, refusal, snapshot, wholeSnapshot } from './snapshots.ts'

describeOwnRedis('redis store: who may write', (server) => {
  let redis: Redis
  let opened: Store[]
  const openStore = async (options: RedisStoreOptions = {}) => {
    const one = store({ url: server().url, ...options })
    opened.push(one)
    await one.open()
    return one
  }
  beforeEach(async () => {
    opened = []
    redis = new Redis(server().url)
    await redis.flushall()
  })
  afterEach(async () => {
    redis.disconnect()
    for (const one of opened) await one.close()
  })

  it('the last to claim; the one before can neither load nor save', async () => {
    const [zombie, owner] = [await openStore(), await openStore()]
    await zombie.claim(partition, '1:a')
    await zombie.save('1:a', [snapshot(undefined, 10)])
    expect(await owner.claim(partition, '2:b')).toEqual({ offset: 10, checkpoint: Uint8Array.of(10) })
    await expect(zombie.load(partition, '1:a', ['key-1'])).rejects.toThrow(refusal('STORE_FENCED', '1:a', '2:b'))
    await expect(zombie.save('1:a', [snapshot(10, 20)])).rejects.toThrow(refusal('STORE_FENCED', '1:a', '2:b'))
    expect(await wholeSnapshot(owner)).toBe(10)
    await owner.save('2:b', [snapshot(10, 30)])
    expect(await wholeSnapshot(owner)).toBe(30)
  })

  it('nobody after Redis was flushed, until the partition is claimed again', async () => {
    const owner = await openStore()
    await owner.claim(partition, '1:a')
    await owner.save('1:a', [snapshot(undefined, 10)])
    await redis.flushall()
    await expect(owner.load(partition, '1:a', ['key-1'])).rejects.toThrow(refusal('STORE_FENCED', 'nobody has claimed'))
    await expect(owner.save('1:a', [snapshot(10, 20)])).rejects.toThrow(refusal('STORE_FENCED', 'nobody has claimed'))
    expect(await redis.dbsize()).toBe(0)
    expect(await owner.claim(partition, '1:c')).toBe(undefined)
    await owner.save('1:c', [snapshot(undefined, 20)])
    expect(await wholeSnapshot(owner)).toBe(20)
    expect(await owner.partitions()).toEqual([partition])
  })

  it('not a zombie, when Redis was flushed and its successor has begun anew', async () => {
    const [zombie, owner] = [await openStore(), await openStore()]
    await zombie.claim(partition, '1:a')
    await zombie.save('1:a', [snapshot(undefined, 10)])
    await redis.flushall()
    await owner.claim(partition, '2:b')
    for (const save of [snapshot(10, 20), snapshot(undefined, 20)])
      await expect(zombie.save('1:a', [save])).rejects.toThrow(refusal('STORE_FENCED', '2:b'))
    await owner.save('2:b', [snapshot(undefined, 5)])
    expect(await wholeSnapshot(owner)).toBe(5)
  })

  it('not on top of an older dump, which a load finds out before a save does', async () => {
    const owner = await openStore()
    await owner.claim(partition, '1:a')
    await owner.save('1:a', [snapshot(undefined, 10)])
    const { partition: name } = namePartition('tickwise', partition)
    const dump = await redis.dumpBuffer(name)
    await owner.save('1:a', [snapshot(10, 20)])
    await redis.restore(name, 0, dump, 'REPLACE')
    await expect(owner.load(partition, '1:a', ['key-1'])).rejects.toThrow(refusal('STORE_FENCED', '20', '10'))
    await expect(owner.save('1:a', [snapshot(20, 30)])).rejects.toThrow(refusal('STORE_FENCED', '20', '10'))
    expect(await owner.claim(partition, '1:c')).toMatchObject({ offset: 10 })
    expect(await owner.load(partition, '1:c', ['key-1'])).toEqual([new Uint8Array(8).fill(10)])
  })

  it('and may load while its own save is under way', async () => {
    const owner = await openStore({ maxLoadKeys: 1 })
    await owner.claim(partition, '1:a')
    for (let offset = 1; offset <= 50; offset++) {
      const previous = offset === 1 ? undefined : offset - 1
      const keys = ['key-0', 'key-1', 'key-2']
      const saved = owner.save('1:a', [snapshot(previous, offset)])
      const [, ...loads] = await Promise.all([saved, owner.load(partition, '1:a', keys), owner.peek(partition)])
      expect(loads[0]).toHaveLength(3)
    }
    expect(await wholeSnapshot(owner)).toBe(50)
  })

  it('a claim of a lower generation is refused where generations are compared, until a reset', async () => {
    const [late, owner] = [await openStore({ generations: true }), await openStore({ generations: true })]
    await owner.claim(partition, '10:a')
    await owner.save('10:a', [snapshot(undefined, 10)])
    await expect(late.claim(partition, '9:b')).rejects.toThrow(
      refusal('STORE_FENCED', 'generation 10', '9:b', 'tickwise reset'),
    )
    await owner.save('10:a', [snapshot(10, 20)])
    expect(await owner.claim(partition, '10:c')).toMatchObject({ offset: 20 })
    await owner.reset(partition)
    expect(await late.claim(partition, '1:d')).toBe(undefined)
    await expect(late.claim(partition, 'no generation')).rejects.toThrow(refusal('CONFIG_INVALID', 'no generation'))
  })

  it('refuses a name that another program uses', async () => {
    const owner = await openStore()
    await redis.set(namePartition('tickwise', partition).partition, 'a string')
    await expect(owner.claim(partition, '1:a')).rejects.toThrow(refusal('STORE_FAILED', 'WRONGTYPE', 'prefix'))
    expect(await redis.get(namePartition('tickwise', partition).partition)).toBe('a string')
  })

  it('leaves nothing behind but the partitions and their list', async () => {
    const owner = await openStore()
    await owner.claim(partition, '1:a')
    await owner.save('1:a', [snapshot(undefined, 10)])
    await expect(owner.save('1:x', [snapshot(10, 20)])).rejects.toThrow(refusal('STORE_FENCED'))
    expect((await redis.keys('*')).sort()).toEqual(['tickwise:partitions', '{tickwise:prices:0}'])
    await owner.reset(partition)
    expect(await redis.dbsize()).toBe(0)
  })
})
