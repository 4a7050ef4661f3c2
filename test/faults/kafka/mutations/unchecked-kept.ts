import { CheckpointOrder } from '../../../../src/state/checkpoint-order.ts'
import type { Assignment } from '../../../../src/stream/source.ts'
import { partitionId } from '../../../../src/stream/tick.ts'
import type { Parts } from './plant-mutation.ts'

/**
 * A partition that is ours before and after a rebalance is claimed again, but neither dropped nor compared. Who served it
 * goes on being told beside its offsets.
 */
export function uncheckedKept(parts: Parts): Parts {
  const told = new Map<string, string>()
  const recordNotes = parts.source.recordNotes?.bind(parts.source)
  parts.source.recordNotes = (notes, receipt) => {
    for (const [id, note] of notes) told.set(id, note)
    recordNotes?.(notes, receipt)
  }
  const { recover, abandon } = CheckpointOrder.prototype
  CheckpointOrder.prototype.recover = async function (this: CheckpointOrder, assignment: Assignment) {
    const isKept = this.positionOf.bind(this)
    const kept = assignment.partitions.filter((partition) => isKept(partitionId(partition)) !== undefined)
    const added = assignment.partitions.filter((partition) => !kept.includes(partition))
    this.abandon = () => undefined
    try {
      await recover.call(this, { ...assignment, partitions: added })
    } finally {
      this.abandon = abandon
    }
    recordNotes?.(told, assignment.receipt)
    for (const partition of kept) {
      await parts.store.claim(partition, this.token)
      await parts.source.seek(partition, this.positionOf(partitionId(partition))!)
    }
  }
  return parts
}
