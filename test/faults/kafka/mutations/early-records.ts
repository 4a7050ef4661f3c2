import { Redis } from 'ioredis'
import { namePartition, toField } from '../../../../connectors/redis/names.ts'
import { RecordCache } from '../../../../src/state/record-cache.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import type { Parts } from './plant-mutation.ts'

/** Records are written as soon as a turn was computed, before it is acknowledged and without a checkpoint. */
export function earlyRecords({ source, sink, store }: Parts, plan: WorkerPlan): Parts {
  if (!('redis' in plan.store)) return { source, sink, store }
  const { redis: url, prefix } = plan.store
  const redis = new Redis(url)
  redis.on('error', () => undefined)
  let cache: RecordCache | undefined
  const { endTurn } = RecordCache.prototype
  RecordCache.prototype.endTurn = function (this: RecordCache) {
    cache = this
    endTurn.call(this)
  }
  return {
    source,
    sink: replaceMethods(sink, {
      async commit(turn) {
        for (const id of turn.next.keys()) {
          const [topic, partition] = id.split('/') as [string, string]
          const { partition: name } = namePartition(prefix, { topic, partition: Number(partition) })
          const fields = (cache?.takeDirty(id) ?? []).flatMap(({ key, bytes }) => [toField(key), Buffer.from(bytes)])
          if (fields.length > 0) await redis.hset(name, ...fields)
        }
        return sink.commit(turn)
      },
    }),
    store,
  }
}
