import { Redis } from 'ioredis'
import { metaFields, namePartition } from '../../../../connectors/redis/names.ts'
import type { Partition } from '../../../../src/stream/tick.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import type { Parts } from './plant-mutation.ts'

/** The token check removed: every load and save is made with whatever token is stored. */
export function uncheckedToken({ source, sink, store }: Parts, plan: WorkerPlan): Parts {
  if (!('redis' in plan.store)) return { source, sink, store }
  const { redis: url, prefix } = plan.store
  const redis = new Redis(url)
  redis.on('error', () => undefined)
  const storedToken = async (partition: Partition, own: string) =>
    (await redis.hget(namePartition(prefix, partition).partition, metaFields.token)) ?? own
  return {
    source,
    sink,
    store: replaceMethods(store, {
      load: async (partition, token, keys) => store.load(partition, await storedToken(partition, token), keys),
      async save(token, snapshots) {
        for (const snapshot of snapshots) await store.save(await storedToken(snapshot.partition, token), [snapshot])
      },
    }),
  }
}
