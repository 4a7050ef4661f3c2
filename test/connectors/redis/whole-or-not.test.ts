import { readdir, stat, truncate } from 'node:fs/promises'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { store } from '../../../connectors/redis/index.ts'
import { namePartition } from '../../../connectors/redis/names.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { partition, refusal, snapshot, wholeSnapshot } from './snapshots.ts'

describeOwnRedis('redis store: a save is whole or not there', (server) => {
  it('for anyone who reads meanwhile, at 10,000 records', async () => {
    const [writer, reader] = [store({ url: server().url }), new Redis(server().url)]
    await writer.open()
    await writer.claim(partition, 'a')
    const { partition: name } = namePartition('tickwise', partition)
    const seen = new Set<string>()
    for (let offset = 1; offset <= 5; offset++) {
      const saved = writer.save('a', [snapshot(offset === 1 ? undefined : offset - 1, offset, 10_000, 100)])
      const wait = { over: false }
      void saved.then(() => (wait.over = true))
      while (!wait.over) {
        const [fields, first, last] = (await reader
          .multi()
          .hlen(name)
          .hgetBuffer(name, 'key-0')
          .hgetBuffer(name, 'key-9999')
          .exec())!.map(([, value]) => value as number | Buffer | null)
        seen.add(`${fields as number} ${(first as Buffer | null)?.[0]} ${(last as Buffer | null)?.[0]}`)
      }
      await saved
    }
    const whole = ['1 undefined undefined', ...[1, 2, 3, 4, 5].map((offset) => `10003 ${offset} ${offset}`)]
    expect(whole).toEqual(expect.arrayContaining([...seen]))
    expect(seen.size).toBeGreaterThan(1)
    await writer.close()
    reader.disconnect()
  })

  it('when memory is full: the old one stays, and the next goes when there is room', async () => {
    const [writer, admin] = [store({ url: server().url, prefix: 'full' }), new Redis(server().url)]
    await writer.open()
    await writer.claim(partition, 'a')
    await writer.save('a', [snapshot(undefined, 1, 3000, 100)])
    await admin.config('SET', 'maxmemory', '1mb')
    await expect(writer.save('a', [snapshot(1, 2, 3000, 100)])).rejects.toThrow(
      refusal('STORE_FAILED', 'OOM', 'maxmemory', 'checkpoint is whole'),
    )
    expect(await wholeSnapshot(writer, 3000)).toBe(1)
    await admin.config('SET', 'maxmemory', '0')
    await writer.save('a', [snapshot(1, 2, 3000, 100)])
    expect(await wholeSnapshot(writer, 3000)).toBe(2)
    await writer.close()
    admin.disconnect()
  })

  it('when the server became a replica: it is refused, or it waits until that is over', async () => {
    const reconnect = { maxWaitMs: 500 }
    const writer = store({ url: server().url, prefix: 'replica', reconnect, onWarning: () => {} })
    const admin = new Redis(server().url)
    const patient = store({ url: server().url, prefix: 'replica', onWarning: () => void admin.replicaof('NO', 'ONE') })
    for (const one of [writer, patient]) await one.open()
    await writer.claim(partition, 'a')
    await writer.save('a', [snapshot(undefined, 1)])
    await admin.replicaof('127.0.0.1', 1)
    await expect(writer.save('a', [snapshot(1, 2)])).rejects.toThrow(
      refusal('STORE_FAILED', 'READONLY', 'read-only replica', 'sentinel'),
    )
    expect(await wholeSnapshot(patient)).toBe(1)
    // Its first warning, of the connection it gives up, makes the server a primary again.
    await patient.save('a', [snapshot(1, 2)])
    expect(await wholeSnapshot(patient)).toBe(2)
    await patient.close()
    await writer.close()
    admin.disconnect()
  })
})

describeOwnRedis(
  'redis store: kill -9 of a Redis that keeps a log',
  (server) => {
    it('leaves what was saved; a save that reached the disk in part is not there', async () => {
      const writer = store({ url: server().url, onWarning: () => {} })
      await writer.open()
      await writer.claim(partition, 'a')
      await writer.save('a', [snapshot(undefined, 1, 1000, 100)])
      const log = join(server().folder, 'appendonlydir', await incrementOf(server().folder))
      const before = (await stat(log)).size
      await writer.save('a', [snapshot(1, 2, 1000, 100)])
      const after = (await stat(log)).size
      await server().kill()
      await server().start()
      expect(await wholeSnapshot(writer, 1000)).toBe(2)
      expect(await writer.load(partition, 'a', ['key-9'])).toEqual([new Uint8Array(100).fill(2)])
      await server().kill()
      await truncate(log, Math.floor((before + after) / 2))
      await server().start()
      expect(await wholeSnapshot(writer, 1000)).toBe(1)
      await expect(writer.load(partition, 'a', ['key-9'])).rejects.toThrow(refusal('STORE_FENCED'))
      expect(await writer.claim(partition, 'b')).toMatchObject({ offset: 1 })
      await writer.close()
    })
  },
  ...['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''],
)

async function incrementOf(folder: string): Promise<string> {
  return (await readdir(join(folder, 'appendonlydir'))).find((name) => name.endsWith('.incr.aof'))!
}
