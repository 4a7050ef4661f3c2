import { PartitionSlot } from '../../../../src/pipeline/partition-slot.ts'
import type { ModelHistory } from '../../../../src/state/model-history.ts'
import type { Parts } from './plant-mutation.ts'

/** Ticks that come again are served by who serves now. */
export function presentChampion(parts: Parts): Parts {
  const { follow } = PartitionSlot.prototype
  PartitionSlot.prototype.follow = function (this: PartitionSlot, histories, modelOf) {
    const present = (history: ModelHistory): ModelHistory =>
      history.slice(-1).map((entry) => ({ ...entry, offset: 0, policy: 'warm-up' }))
    follow.call(this, new Map([...histories].map(([id, history]) => [id, present(history)])), modelOf)
  }
  return parts
}
