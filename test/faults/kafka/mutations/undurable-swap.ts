import { CheckpointOrder } from '../../../../src/state/checkpoint-order.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { Parts } from './plant-mutation.ts'

/** Another model serves at once; the checkpoint says so with the next save, and the log never does. */
export function undurableSwap({ source, sink, store }: Parts): Parts {
  const { swap, save } = CheckpointOrder.prototype
  let isSwapping = false
  CheckpointOrder.prototype.swap = async function (this: CheckpointOrder, entries) {
    this.save = () => Promise.resolve()
    isSwapping = true
    try {
      await swap.call(this, entries)
    } finally {
      this.save = save
      isSwapping = false
    }
  }
  return {
    source: replaceMethods(source, {
      recordNotes: (notes, receipt) => (isSwapping ? undefined : source.recordNotes!(notes, receipt)),
    }),
    sink,
    store,
  }
}
