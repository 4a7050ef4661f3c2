/** Names a partition of a source. Offsets are ordered within it and nowhere else. */
export interface Partition {
  readonly topic: string
  readonly partition: number
}

/** Headers of a record, in the order they came. A name may repeat. */
export type TickHeaders = readonly (readonly [name: string, value: Uint8Array | null])[]

/**
 * One stream element. `offset` is its place in (topic, partition); what it counts is the source's business
 * (bytes in a file, records in Kafka), as long as later ticks have greater offsets.
 */
export interface Tick<T = unknown> extends Partition {
  readonly offset: number
  readonly key: string
  /** Milliseconds since the epoch; undefined when the stream has no clock of its own. */
  readonly eventTime: number | undefined
  /** The payload, as the user's operators see it. */
  readonly value: T
  /** The bytes it came as, kept for the dead letters. */
  readonly raw?: Uint8Array
  /** Passed through to the outputs that answer this tick. */
  readonly headers?: TickHeaders
}

/** `topic/partition`, the text form used in ids, messages and store keys. */
export function partitionId({ topic, partition }: Partition): string {
  return `${topic}/${partition}`
}
