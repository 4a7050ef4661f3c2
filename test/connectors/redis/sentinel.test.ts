import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { expect, it } from 'vitest'
import { store } from '../../../connectors/redis/index.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { findFreePort, launchRedis, startRedis } from '../../services/redis-server.ts'
import { partition, snapshot, wholeSnapshot } from './snapshots.ts'

describeOwnRedis('redis store behind a sentinel', (primary) => {
  it('follows a failover to the replica, which has the token and the checkpoint', async () => {
    const replica = await startRedis('--replicaof', `127.0.0.1 ${primary().port}`, '--save', '')
    const folder = await mkdtemp(join(tmpdir(), 'tickwise-sentinel-'))
    const port = await findFreePort()
    const watch = [
      `port ${port}`,
      `bind 127.0.0.1`,
      `dir ${folder}`,
      `sentinel monitor prices 127.0.0.1 ${primary().port} 1`,
      'sentinel down-after-milliseconds prices 300',
      'sentinel failover-timeout prices 3000',
    ]
    await writeFile(join(folder, 'sentinel.conf'), watch.join('\n'))
    const admin = new Redis(primary().url).on('error', () => {})
    // Counts replicas that are connected; the sentinel then finds the replica with its first question.
    await admin.call('WAIT', '1', '0')
    const sentinel = await launchRedis(folder, [join(folder, 'sentinel.conf'), '--sentinel'], '+slave')
    const owner = store({ sentinel: { name: 'prices', nodes: [{ host: '127.0.0.1', port }] }, onWarning: () => {} })
    try {
      await owner.open()
      await owner.claim(partition, 'a')
      await owner.save('a', [snapshot(undefined, 1)])
      await admin.call('WAIT', '1', '0')
      await primary().kill()
      await owner.save('a', [snapshot(1, 2)])
      expect(await wholeSnapshot(owner)).toBe(2)
    } finally {
      await owner.close()
      admin.disconnect()
      await sentinel.kill()
      await replica.stop()
      await rm(folder, { recursive: true, force: true })
    }
  })
})
