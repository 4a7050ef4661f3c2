import type { LogRecord } from './committed-records.ts'
import type { Deserialized } from './record-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'

interface TopicFacts {
  readonly id: string
  readonly partitions: readonly unknown[]
}

/** Tells a topic from one of the same name, and from itself with another number of partitions: keys live elsewhere then. */
export function identityOf({ id, partitions }: TopicFacts): string {
  return `topic ${id} of ${partitions.length} partition${partitions.length === 1 ? '' : 's'}`
}

/** What one answer of a broker brought. */
interface Chunk {
  readonly records: readonly LogRecord[]
  readonly payloads: readonly Deserialized[] | undefined
  readonly bytes: number
  /** Past the last record also what follows it and is no tick: control records, aborted ones. */
  nextOffset: number
}

/** What has come of a partition and is not handed over yet. The fetcher bounds how many bytes that may be. */
export class PartitionFeed implements Partition {
  readonly topic: string
  readonly partition: number
  readonly id: string
  readonly topicId: string
  /** What `identityOf` says of the topic. */
  readonly topicIdentity: string
  /** Node and epoch of the leader; undefined while it is not known. */
  leader: { readonly node: number; readonly epoch: number } | undefined
  /** A request for it is under way. */
  fetching = false
  /** Grows with every seek: the answer to an older question is dropped. */
  version = 0
  /** Where the log ended for us, as of the last fetch. */
  end: number | undefined
  #position: number | undefined
  #fetchPosition: number | undefined
  #chunks: Chunk[] = []
  /** Of the first chunk. */
  #index = 0
  #heldBytes = 0

  constructor({ topic, partition }: Partition, found: TopicFacts) {
    this.topic = topic
    this.partition = partition
    this.id = partitionId({ topic, partition })
    this.topicId = found.id
    this.topicIdentity = identityOf(found)
  }

  /** The next offset to hand over; undefined before the first seek. */
  get position(): number | undefined {
    return this.#position
  }

  /** The next offset to fetch; undefined before the first seek. */
  get fetchPosition(): number | undefined {
    return this.#fetchPosition
  }

  /** Of chunks that are not wholly handed over. */
  get heldBytes(): number {
    return this.#heldBytes
  }

  seek(offset: number): void {
    this.version++
    this.#position = this.#fetchPosition = offset
    this.#chunks = []
    this.#index = 0
    this.#heldBytes = 0
  }

  /** Takes what a fetch at `fetchPosition` brought. */
  fill(
    records: readonly LogRecord[],
    payloads: readonly Deserialized[] | undefined,
    nextOffset: number,
    bytes: number,
  ): void {
    this.#fetchPosition = nextOffset
    const last = this.#chunks.at(-1)
    if (records.length > 0) {
      this.#chunks.push({ records, payloads, bytes, nextOffset })
      this.#heldBytes += bytes
    } else if (last === undefined) this.#position = nextOffset
    else last.nextOffset = nextOffset
  }

  /** The next record, and what the user's function made of it. */
  take(): { readonly record: LogRecord; readonly payload: Deserialized | undefined } | undefined {
    const chunk = this.#chunks[0]
    if (chunk === undefined) return undefined
    const record = chunk.records[this.#index]!
    const payload = chunk.payloads?.[this.#index]
    this.#index++
    if (this.#index < chunk.records.length) this.#position = record.offset + 1
    else {
      this.#position = chunk.nextOffset
      this.#heldBytes -= chunk.bytes
      this.#chunks.shift()
      this.#index = 0
    }
    return { record, payload }
  }
}
