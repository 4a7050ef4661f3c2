import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { store } from '../../../connectors/redis/index.ts'
import { storeContract } from '../../../src/testing/contracts/store-contract.ts'
import { findFreePort, noRedisReason, startRedis, type RedisServer } from '../../services/redis-server.ts'
import { partition, refusal, snapshot, wholeSnapshot } from './snapshots.ts'

/** Two nodes with half of the slots each. */
async function startCluster(): Promise<readonly RedisServer[]> {
  const settings = ['--cluster-enabled', 'yes', '--save', '', '--appendonly', 'no', '--cluster-node-timeout', '2000']
  const nodes = [await startRedis(...settings), await startRedis(...settings)] as const
  const clients = nodes.map(({ url }) => new Redis(url))
  await clients[0]!.call('CLUSTER', 'ADDSLOTSRANGE', '0', '8191')
  await clients[1]!.call('CLUSTER', 'ADDSLOTSRANGE', '8192', '16383')
  await clients[0]!.call('CLUSTER', 'MEET', '127.0.0.1', `${nodes[1].port}`)
  for (const client of clients) client.disconnect()
  return nodes
}

const suite = () => {
  let nodes: readonly RedisServer[] = []
  const place = () => nodes.map(({ port }) => ({ host: '127.0.0.1', port }))
  beforeAll(async () => {
    nodes = await startCluster()
  })
  afterAll(async () => {
    for (const node of nodes) await node.stop()
  })

  storeContract('redis cluster', () => {
    const options = { cluster: place(), prefix: randomUUID(), onWarning: () => {} }
    return { store: store(options), reopen: () => store(options) }
  })

  it('keeps partitions on both nodes', async () => {
    const one = store({ cluster: place().slice(0, 1), prefix: 'spread' })
    await one.open()
    const partitions = Array.from({ length: 16 }, (_, number) => ({ topic: 'prices', partition: number }))
    for (const each of partitions) {
      await one.claim(each, 'a')
      await one.save('a', [{ ...snapshot(undefined, 1), partition: each }])
    }
    expect(await one.partitions()).toEqual(partitions)
    await one.close()
    for (const { url } of nodes) {
      const node = new Redis(url)
      expect((await node.keys('{spread:*')).length).toBeGreaterThan(0)
      node.disconnect()
    }
  })

  it('waits for a node that is restarted, and finds its partitions empty', async () => {
    const one = store({ cluster: place(), prefix: 'restart', onWarning: () => {} })
    await one.open()
    await one.claim(partition, 'a')
    await one.save('a', [snapshot(undefined, 1)])
    for (const node of nodes) await node.kill()
    const loaded = one.load(partition, 'a', ['key-1'])
    for (const node of nodes) await node.start()
    await expect(loaded).rejects.toThrow(refusal('STORE_FENCED', 'nobody has claimed'))
    await one.claim(partition, 'b')
    await one.save('b', [snapshot(undefined, 2)])
    expect(await wholeSnapshot(one)).toBe(2)
    await one.close()
  })

  it('refuses a cluster with an eviction policy that throws keys away on one node', async () => {
    const node = new Redis(nodes[1]!.url)
    await node.config('SET', 'maxmemory-policy', 'allkeys-lru')
    await expect(store({ cluster: place() }).open()).rejects.toThrow(refusal('STORE_FAILED', 'allkeys-lru'))
    await node.config('SET', 'maxmemory-policy', 'noeviction')
    node.disconnect()
  })

  it('says why no node of a cluster answers', async () => {
    const cluster = [{ host: '127.0.0.1', port: await findFreePort() }]
    const dead = store({ cluster, reconnect: { maxWaitMs: 300 }, onWarning: () => {} })
    await expect(dead.open()).rejects.toThrow(refusal('STORE_FAILED', `${cluster[0]!.port}`, 'closed|ECONNREFUSED'))
  })

  it('tells who names one node of a cluster as if it stood alone', async () => {
    const alone = nodes.map(({ url }) => store({ url }))
    for (const one of alone) await one.open()
    const claims = await Promise.allSettled(alone.map((one) => one.claim(partition, 'a')))
    const refused = claims.filter(({ status }) => status === 'rejected')
    expect(refused.length).toBeGreaterThan(0)
    for (const { reason } of refused as PromiseRejectedResult[])
      expect(reason).toEqual(refusal('STORE_FAILED', 'MOVED', 'cluster'))
    for (const one of alone) await one.close()
  })
}

if (noRedisReason === undefined) describe('redis store on a cluster', suite)
else it('redis store on a cluster', (context) => context.skip(true, noRedisReason))
