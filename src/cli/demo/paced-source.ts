import { setTimeout as sleep } from 'node:timers/promises'
import type { ReadOptions, Source, SourceEvent, TickBatch } from '../../stream/source.ts'
import { partitionId, type Partition, type Tick } from '../../stream/tick.ts'

export interface Pace {
  /** Event times (days, here) a second. */
  readonly perSecond: number
  /** Ticks dated earlier are handed over at once. */
  readonly from: number
}

/**
 * Hands a source's ticks over at a pace for people to watch: all ticks of one event time together. For a source of
 * one partition. The ticks, and where a checkpoint may stand between them, are the source's own.
 */
export class PacedSource<T> implements Source<T> {
  readonly name: string
  readonly replayable: boolean
  readonly #source: Source<T>
  readonly #pace: Pace
  #batch: TickBatch<T> | undefined
  #at = 0
  #restMs = 0

  constructor(source: Source<T>, pace: Pace) {
    this.name = source.name
    this.replayable = source.replayable
    this.#source = source
    this.#pace = pace
  }

  async read(options: ReadOptions): Promise<SourceEvent<T>> {
    if (this.#batch === undefined) {
      const event = await this.#source.read(options)
      if (event.type === 'assigned' || event.ticks.length === 0) return event
      this.#batch = event
      this.#at = 0
    }
    const { ticks } = this.#batch
    const first = ticks[this.#at]!
    if (!this.#isHistory(first) && !(await this.#wait(options))) return nothing
    const belongs = this.#isHistory(first)
      ? (tick: Tick) => this.#isHistory(tick)
      : (tick: Tick) => tick.eventTime === first.eventTime
    let end = this.#at + 1
    while (end < ticks.length && end - this.#at < options.maxTicks && belongs(ticks[end]!)) end++
    return this.#release(end)
  }

  open(): Promise<void> {
    return this.#source.open()
  }

  seek(partition: Partition, offset: number): Promise<void> {
    this.#batch = undefined
    return this.#source.seek(partition, offset)
  }

  startOffset(partition: Partition): Promise<number> {
    return this.#source.startOffset(partition)
  }

  identity(partition: Partition, offset: number): Promise<string> {
    return this.#source.identity(partition, offset)
  }

  close(): Promise<void> {
    return this.#source.close()
  }

  #isHistory({ eventTime }: Tick): boolean {
    return eventTime !== undefined && eventTime < this.#pace.from
  }

  /** Whether the time has come; waits no longer than the reader wants to. */
  async #wait({ waitMs, signal }: ReadOptions): Promise<boolean> {
    const ms = Math.min(this.#restMs, waitMs)
    await sleep(ms, undefined, signal && { signal }).catch((error: unknown) => {
      if (signal?.aborted !== true) throw error
    })
    this.#restMs -= ms
    return this.#restMs <= 0 && signal?.aborted !== true
  }

  #release(end: number): TickBatch<T> {
    const batch = this.#batch!
    const ticks = batch.ticks.slice(this.#at, end)
    this.#at = end
    this.#restMs = 1000 / this.#pace.perSecond
    const following = batch.ticks[end]
    if (following === undefined) {
      this.#batch = undefined
      return { ...batch, ticks }
    }
    return {
      type: 'ticks',
      ticks,
      deadLetters: [],
      next: new Map([[partitionId(following), following.offset]]),
      ended: false,
    }
  }
}

const nothing: TickBatch<never> = { type: 'ticks', ticks: [], deadLetters: [], next: new Map(), ended: false }
