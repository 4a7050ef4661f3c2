import { Consumer } from '@platformatic/kafka'
import { partitionId, type Partition } from '../../../../src/stream/tick.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import type { Parts } from './plant-mutation.ts'

/** `requireStable` off: the client's own call, which gives the offset before a transaction that is under way. */
export function unstableOffsets({ source, sink, store }: Parts, plan: WorkerPlan): Parts {
  const { brokers, groupId } = plan
  const consumer = new Consumer({ clientId: `${plan.id}-offsets`, bootstrapBrokers: [brokers], groupId })
  return {
    source: replaceMethods(source, {
      async committed(partitions: readonly Partition[]) {
        const committed = new Map<string, number>()
        for (const { topic, partition } of partitions) {
          const found = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [partition] }] })
          const offset = Number(found.get(topic)?.[partition] ?? -1n)
          if (offset >= 0) committed.set(partitionId({ topic, partition }), offset)
        }
        return committed
      },
    }),
    sink,
    store,
  }
}
