import type { LogRecord } from './committed-records.ts'
import type { Deserialized } from './record-reader.ts'
import { partitionId, type Partition } from '../../src/stream/tick.ts'

/** What has come of a partition and is not handed over yet: one answer of a broker at most. */
export class PartitionFeed implements Partition {
  readonly topic: string
  readonly partition: number
  readonly id: string
  readonly topicId: string
  /** Node and epoch of the leader; undefined while it is not known. */
  leader: { readonly node: number; readonly epoch: number } | undefined
  /** A request for it is under way. */
  fetching = false
  /** Grows with every seek: the answer to an older question is dropped. */
  version = 0
  /** Where the log ended for us, as of the last fetch. */
  end: number | undefined
  #position: number | undefined
  #records: readonly LogRecord[] = []
  #payloads: readonly Deserialized[] | undefined
  #index = 0
  #nextOffset = 0

  constructor({ topic, partition }: Partition, topicId: string) {
    this.topic = topic
    this.partition = partition
    this.id = partitionId({ topic, partition })
    this.topicId = topicId
  }

  /** The next offset to hand over; undefined before the first seek. */
  get position(): number | undefined {
    return this.#position
  }

  get isEmpty(): boolean {
    return this.#index === this.#records.length
  }

  seek(offset: number): void {
    this.version++
    this.#position = offset
    this.#records = []
    this.#index = 0
  }

  /** Takes what a fetch at `position` brought. */
  fill(records: readonly LogRecord[], payloads: readonly Deserialized[] | undefined, nextOffset: number): void {
    this.#records = records
    this.#payloads = payloads
    this.#index = 0
    this.#nextOffset = nextOffset
    if (records.length === 0) this.#position = nextOffset
  }

  /** The next record, and what the user's function made of it. */
  take(): { readonly record: LogRecord; readonly payload: Deserialized | undefined } | undefined {
    const record = this.#records[this.#index]
    if (record === undefined) return undefined
    const payload = this.#payloads?.[this.#index]
    this.#index++
    // After the last record also what follows it and is no tick: control records, aborted ones.
    this.#position = this.isEmpty ? this.#nextOffset : record.offset + 1
    if (this.isEmpty) this.#records = []
    if (this.#records.length === 0) this.#index = 0
    return { record, payload }
  }
}
