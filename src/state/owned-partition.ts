import type { DeadLetter } from '../stream/dead-letter.ts'
import type { Output } from '../stream/sink.ts'
import type { SwapEntry } from './model-history.ts'
import { swapStart } from './model-stretches.ts'
import type { BeforeSwap, PartitionModels } from './partition-models.ts'
import { partitionId, type Partition } from '../stream/tick.ts'

/** A partition we own, between two checkpoints. */
export class OwnedPartition {
  readonly partition: Partition
  readonly id: string
  /** Offset of the last checkpoint; undefined before the first. */
  saved: number | undefined
  /** The next offset to read. */
  position: number
  /** Outputs of ticks before it are out already. */
  emitFrom: number
  counters: Record<string, number>
  highEventTime: number | undefined
  models: PartitionModels

  constructor(
    partition: Partition,
    { saved, from, emitFrom }: Places,
    models: PartitionModels,
    before?: Pick<BeforeSwap, 'counters' | 'highEventTime'>,
  ) {
    this.partition = partition
    this.id = partitionId(partition)
    this.saved = saved
    this.position = from
    this.emitFrom = emitFrom
    this.counters = { ...before?.counters }
    this.highEventTime = before?.highEventTime
    this.models = models
  }

  /** The swap whose records the next save has to keep; not at the swap itself, where nothing has changed since. */
  get keeping(): number | undefined {
    const { before } = this.models
    return before !== undefined && this.position > before.offset ? before.offset : undefined
  }

  /**
   * From here on another model serves, or advances beside; what is in memory is saved, so that there is a way back to here.
   * The way back from a swap that ends a dual run leads to where that began; one that was dropped leaves none.
   */
  swap(entries: readonly SwapEntry[]): void {
    const { position: offset, counters, highEventTime } = this
    const history = [...this.models.history, ...entries]
    if (entries.some(({ policy }) => policy !== 'dual-run' && policy !== 'drop')) {
      this.models = { history, before: { offset, counters: { ...counters }, highEventTime } }
      return
    }
    const starts = entries.map(({ model, policy }) => (policy === 'drop' ? undefined : swapStart(history, model)))
    const { before } = this.models
    this.models = { history, before: starts.every((start) => start === before?.offset) ? before : undefined }
  }

  /** Back to the last swap, which never happened; what was answered since then stays answered. */
  restore(before: BeforeSwap, entry: SwapEntry): void {
    this.emitFrom = this.position
    this.position = before.offset
    this.counters = { ...before.counters }
    this.highEventTime = before.highEventTime
    this.models = { history: [...this.models.history, entry], before: undefined }
  }

  count(name: string, by = 1): void {
    this.counters[name] = (this.counters[name] ?? 0) + by
  }

  see(eventTime: number | undefined): void {
    if (eventTime === undefined) return
    this.highEventTime = Math.max(this.highEventTime ?? eventTime, eventTime)
  }
}

interface Places {
  readonly saved: number | undefined
  readonly from: number
  readonly emitFrom: number
}

/** Calls `each` with the owner of every item; items of one partition come in runs. */
export function byOwner<T extends Partition>(
  owned: ReadonlyMap<string, OwnedPartition>,
  items: readonly T[],
  each: (item: T, owner: OwnedPartition) => void,
): void {
  let owner: OwnedPartition | undefined
  for (const item of items) {
    if (owner?.partition.partition !== item.partition || owner.partition.topic !== item.topic) {
      owner = owned.get(partitionId(item))!
    }
    each(item, owner)
  }
}

/** Leaves out what was emitted before the last recovery. */
export function unmuted<T extends Partition & { readonly offset: number }>(
  owned: ReadonlyMap<string, OwnedPartition>,
  items: readonly T[],
): readonly T[] {
  let muted = false
  byOwner(owned, items, (item, owner) => (muted ||= item.offset < owner.emitFrom))
  if (!muted) return items
  const visible: T[] = []
  byOwner(owned, items, (item, owner) => item.offset >= owner.emitFrom && visible.push(item))
  return visible
}

/** A dead letter as an element for a sink. */
export function toOutput(pipeline: string, letter: DeadLetter): Output<DeadLetter> {
  const { topic, partition, offset, key = '' } = letter
  const id = `${pipeline}:${topic}:${partition}:${offset}:dead`
  return { id, topic, partition, offset, ordinal: 0, key, eventTime: undefined, value: letter }
}
