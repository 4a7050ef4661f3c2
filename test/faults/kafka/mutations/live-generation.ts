import { Consumer } from '@platformatic/kafka'
import type { GroupReceipt } from '../../../../connectors/kafka/group-member.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { Parts } from './plant-mutation.ts'

/** Generation and member as they are at the commit, not as they were when the turn was read. */
export function liveGeneration({ source, sink, store }: Parts): Parts {
  let live: Partial<GroupReceipt> = {}
  const { emit } = Consumer.prototype
  Consumer.prototype.emit = function (this: Consumer, ...args: Parameters<typeof emit>) {
    if (args[0] === 'consumer:group:join') {
      const { generationId, memberId, coordinatorId } = this
      live = { generationId, memberId: memberId!, coordinatorId: coordinatorId! }
    }
    return emit.apply(this, args)
  } as typeof emit
  return {
    source,
    sink: replaceMethods(sink, {
      commit: (turn) => sink.commit({ ...turn, receipt: { ...(turn.receipt as GroupReceipt), ...live } }),
    }),
    store,
  }
}
