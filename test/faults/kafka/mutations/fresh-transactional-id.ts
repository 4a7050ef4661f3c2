import { setTimeout as delay } from 'node:timers/promises'
import * as kafka from '../../../../connectors/kafka/index.ts'
import type { TransactionalSink, TransactionOwner } from '../../../../src/stream/sink.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import type { Parts } from './plant-mutation.ts'

const timeOutMs = 800

/** After a time-out the turn is committed again under a new transactional id, which ends nothing of the old one. */
export function freshTransactionalId({ source, sink, store }: Parts, plan: WorkerPlan): Parts {
  let current: TransactionalSink<unknown> = sink
  let owner: TransactionOwner | undefined
  let fresh = 0
  const open = async (to: TransactionOwner) => {
    owner = to
    await current.open(to)
  }
  return {
    source,
    sink: replaceMethods(sink, {
      open,
      async commit(turn) {
        const committing = current.commit(turn)
        const outcome = await Promise.race([committing, delay(timeOutMs, undefined, { ref: false })])
        if (outcome !== undefined) return outcome
        committing.catch(() => undefined)
        const { id, brokers, outTopic: topic, transactionTimeoutMs } = plan
        current = kafka.sink({ brokers, clientId: id, topic, transactionTimeoutMs })
        await open({ transactionalId: `${owner!.transactionalId}-fresh-${++fresh}` })
        return current.commit(turn)
      },
    }),
    store,
  }
}
