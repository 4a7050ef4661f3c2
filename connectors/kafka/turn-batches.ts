import { RecordBatch, type Content, type Header } from './record-batch.ts'

/** A batch and where it goes. */
export interface Placed {
  readonly topic: string
  readonly partition: number
  readonly batch: RecordBatch
}

/** The records of a turn, in batches of the log by topic and partition. None is larger than a broker takes. */
export class TurnBatches {
  readonly #maxBatchBytes: number
  readonly #topics = new Map<string, TopicBatches>()

  constructor(maxBatchBytes: number) {
    this.#maxBatchBytes = maxBatchBytes
  }

  topic(name: string): TopicBatches {
    const known = this.#topics.get(name)
    if (known !== undefined) return known
    const fresh = new TopicBatches(this.#maxBatchBytes)
    this.#topics.set(name, fresh)
    return fresh
  }

  /** At most one batch a partition in each round, as a broker wants them; order is kept. */
  rounds(): Placed[][] {
    const rounds: Placed[][] = []
    for (const [topic, { partitions }] of this.#topics) {
      for (const [partition, batches] of partitions) {
        for (const [round, batch] of batches.entries()) (rounds[round] ??= []).push({ topic, partition, batch })
      }
    }
    return rounds
  }
}

export class TopicBatches {
  /** By partition, in the order they are sent. */
  readonly partitions = new Map<number, RecordBatch[]>()
  readonly #maxBatchBytes: number

  constructor(maxBatchBytes: number) {
    this.#maxBatchBytes = maxBatchBytes
  }

  add(partition: number, key: Content, value: Content, headers: readonly Header[], last?: Header): void {
    let batches = this.partitions.get(partition)
    if (batches === undefined) this.partitions.set(partition, (batches = [new RecordBatch()]))
    if (batches.at(-1)!.add(key, value, headers, last, this.#maxBatchBytes)) return
    const next = new RecordBatch(this.#maxBatchBytes)
    next.add(key, value, headers, last)
    batches.push(next)
  }
}
