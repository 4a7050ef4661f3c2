import { TickwiseError } from '../errors.ts'
import { partitionId, type Partition } from '../stream/tick.ts'
import { decodePartitionRecord } from './partition-record.ts'
import type { Store } from './store.ts'

/** Keys that are new to a partition and looked for in the others, after each claim. A changed partitioner moves most. */
const checkedKeys = 32

/**
 * Notices a key that turns up in another partition than before: its state would begin anew there, unseen. Keys that are
 * brought into memory are compared with those that were before, whoever owned them; and the first new ones after a
 * claim with what the store has in the topic's other partitions. Both throw `SOURCE_CHANGED`.
 */
export class KeyHomes {
  readonly #maxKeys: number
  /** By topic and key; the oldest first. */
  readonly #homes = new Map<string, Map<string, number>>()
  #token: string | undefined
  #left = 0
  #saved: readonly Partition[] | undefined

  constructor(maxKeys: number) {
    this.#maxKeys = maxKeys
  }

  note({ topic, partition }: Partition, keys: readonly string[]): void {
    let homes = this.#homes.get(topic)
    if (homes === undefined) this.#homes.set(topic, (homes = new Map<string, number>()))
    for (const key of keys) {
      const home = homes.get(key)
      if (home === partition || key === topic) continue
      if (home !== undefined) throw moved(topic, key, home, partition)
      if (homes.size >= this.#maxKeys) homes.delete(homes.keys().next().value!)
      homes.set(key, partition)
    }
  }

  /** `fresh`: keys that the store does not have in this partition. */
  async check(store: Store, token: string, partition: Partition, fresh: readonly string[]): Promise<void> {
    if (token !== this.#token) {
      this.#token = token
      this.#left = checkedKeys
      this.#saved = undefined
    }
    const keys = fresh.slice(0, this.#left).filter((key) => key !== partition.topic)
    this.#left -= keys.length
    if (keys.length === 0) return
    this.#saved ??= await store.partitions()
    const input = await inputOf(store, partition)
    for (const other of this.#saved) {
      if (other.topic !== partition.topic || other.partition === partition.partition) continue
      // States of another input are about to be refused or forgotten by their owner.
      if (input === undefined || (await inputOf(store, other)) !== input) continue
      const found = await Promise.all(keys.map((key) => store.peek(other, key)))
      const at = found.findIndex(({ record }) => record !== undefined)
      if (at >= 0) throw moved(partition.topic, keys[at]!, other.partition, partition.partition)
    }
  }
}

async function inputOf(store: Store, partition: Partition): Promise<string | undefined> {
  const { checkpoint } = await store.peek(partition)
  return checkpoint && decodePartitionRecord(checkpoint.checkpoint).identity
}

function moved(topic: string, key: string, home: number, partition: number): TickwiseError {
  const name = JSON.stringify(key.slice(0, 80))
  return new TickwiseError('SOURCE_CHANGED', {
    expected: `key ${name} in ${partitionId({ topic, partition: home })}, where its state is`,
    received: `a tick of it in ${partitionId({ topic, partition })}`,
    action:
      'A key lives in one partition: let all producers of the topic use one partitioner, and keep its number of partitions. ' +
      'Where ticks are keyed by something else than their records, repartition them first: a pipeline that writes them, ' +
      'keyed so, to a topic of their own, and another one that reads that. `tickwise reset` forgets the states.',
  })
}
