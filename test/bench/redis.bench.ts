import { Redis } from 'ioredis'
import { store as redisStore } from '../../connectors/redis/index.ts'
import type { SavedRecord } from '../../src/state/store.ts'
import { startRedis } from '../services/redis-server.ts'
import type { Bench, Figure } from './bench.ts'
import { randomRecords, recordKinds } from './redis-problem.ts'
import { timeAwaitedCalls } from './time-calls.ts'

/** At most twice the time. */
const goal = 0.5
const partitions = Array.from({ length: 4 }, (_, partition) => ({ topic: 'bench', partition }))
/** Of one partition: a turn of few keys, and what one command takes. */
const sizes = [128, 1000]
const checkpoint = new Uint8Array(300)

export const redis: Bench = {
  name: 'redis',
  about:
    'snapshots of 4 partitions saved and loaded through the store (tokens and offsets compared, whole or not at all, ' +
    'values in memory of their own), against bare HSETs and HMGETs of the same bytes, as many commands, all at once.',
  async *figures() {
    const server = await startRedis()
    const client = new Redis(server.url)
    const store = redisStore({ url: server.url })
    await store.open()
    try {
      for (const kind of Object.keys(recordKinds) as (keyof typeof recordKinds)[]) {
        for (const size of sizes) {
          const records = randomRecords(kind, size)
          const name = `${records[0]!.bytes.length} bytes (${kind}), 4 x ${size}`
          await client.flushall()
          for (const partition of partitions) await store.claim(partition, 'token')
          yield saving(name, store, client, records)
          yield await loading(name, store, client, records)
        }
      }
    } finally {
      client.disconnect()
      await store.close()
      await server.stop()
    }
  },
}

function saving(name: string, store: ReturnType<typeof redisStore>, client: Redis, records: SavedRecord[]): Figure {
  let offset: number | undefined
  const save = async () => {
    const previousOffset = offset
    const next = (offset = (offset ?? 0) + 1)
    const snapshots = partitions.map((partition) => ({ partition, previousOffset, offset: next, records, checkpoint }))
    await store.save('token', snapshots)
  }
  const bare = async () => {
    const calls = partitions.map(({ partition }) => {
      const values: (string | Buffer)[] = ['offset', '1', 'checkpoint', Buffer.from(checkpoint)]
      for (const { key, bytes } of records) values.push(key, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length))
      return client.hset(`bare:${partition}`, ...values)
    })
    await Promise.all(calls)
  }
  return figure(`save ${name}`, records.length, save, 'bare HSETs', bare)
}

async function loading(
  name: string,
  store: ReturnType<typeof redisStore>,
  client: Redis,
  records: SavedRecord[],
): Promise<Figure> {
  const keys = records.map(({ key }) => key)
  const load = async () => {
    await Promise.all(partitions.map((partition) => store.load(partition, 'token', keys)))
  }
  const bare = async () => {
    await Promise.all(partitions.map(({ partition }) => client.hmgetBuffer(`bare:${partition}`, ...keys)))
  }
  for (const { partition } of partitions) {
    const found = await store.load(partitions[partition]!, 'token', keys)
    const barely = await client.hmgetBuffer(`bare:${partition}`, ...keys)
    const isSame = (bytes: Uint8Array | null | undefined, i: number) =>
      bytes != null && Buffer.compare(bytes, records[i]!.bytes) === 0
    if (!found.every(isSame) || !barely.every(isSame)) throw new Error('not what was saved')
  }
  return figure(`load ${name}`, records.length, load, 'bare HMGETs', bare)
}

function figure(
  name: string,
  records: number,
  value: () => Promise<void>,
  bareName: string,
  bare: () => Promise<void>,
): Figure {
  const perRecord = (act: () => Promise<void>) => () => timeAwaitedCalls(act, partitions.length * records)
  return {
    name,
    unit: 'µs/record',
    better: 'lower',
    value: perRecord(value),
    baselines: [{ name: bareName, measure: perRecord(bare), goal }],
  }
}
