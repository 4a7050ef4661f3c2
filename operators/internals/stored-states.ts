import { TickwiseError } from '../../src/errors.ts'
import { checkForeign } from '../../src/state/check-foreign.ts'
import { createToken } from '../../src/state/create-token.ts'
import { decodePartitionRecord, encodePartitionRecord } from '../../src/state/partition-record.ts'
import { RecordCache } from '../../src/state/record-cache.ts'
import { createLayout } from '../../src/state/record-layout.ts'
import type { Store } from '../../src/state/store.ts'
import { partitionId, type Tick } from '../../src/stream/tick.ts'
import { inTurn, type Turn } from '../../src/turn/current-turn.ts'
import type { Scope } from '../../src/turn/scope.ts'

export interface StoredStatesOptions {
  readonly store: Store
  /** Names the states in the store. */
  readonly name: string
  readonly maxKeys: number
}

const ticksPerSave = 10_000

/** Key records of a chain on a plain Observable, behind a store. There are no offsets: a tick is counted, not named. */
export class StoredStates<T> {
  readonly #options: StoredStatesOptions
  readonly #scope: Scope
  readonly #cache: RecordCache
  readonly #partition
  readonly #id: string
  readonly #token = createToken(1)
  #offset = 0
  #saved = 0

  constructor(scope: Scope, options: StoredStatesOptions) {
    this.#options = options
    this.#scope = scope
    const { maxKeys } = options
    this.#cache = new RecordCache(createLayout(scope.sections), { maxKeys, maxDirty: Math.ceil(maxKeys / 2) })
    this.#partition = { topic: options.name, partition: 0 }
    this.#id = partitionId(this.#partition)
  }

  async open(): Promise<void> {
    const { store, name } = this.#options
    await store.open()
    const stored = await store.claim(this.#partition, this.#token)
    if (stored === undefined) return this.#save(undefined)
    checkForeign(decodePartitionRecord(stored.checkpoint), { pipeline: name, layout: this.#cache.layout.description })
    this.#offset = this.#saved = stored.offset
  }

  /**
   * Advances the states by some ticks and lets `push` send them through the chain, as one turn; where the chain fails,
   * the turn never happened.
   */
  async advance(
    values: readonly T[],
    keyOf: (value: T) => string,
    push: (value: T) => void,
    failed: () => boolean,
  ): Promise<void> {
    const cache = this.#cache
    const keys = values.map(keyOf)
    const missing = cache.missing(this.#id, keys)
    if (missing.length > 0) {
      const loaded = await this.#options.store.load(this.#partition, this.#token, missing)
      missing.forEach((key, i) => cache.install(this.#id, key, loaded[i]))
    }
    const ticks = values.map((value, i): Tick => {
      return { ...this.#partition, offset: this.#offset + i, key: keys[i]!, eventTime: undefined, value }
    })
    const turn: Turn = { ticks, durable: true, states: [], index: 0 }
    cache.beginTurn()
    inTurn(turn, () => {
      ticks.forEach(({ key, offset }, i) => {
        const record = cache.get(this.#id, key)!
        cache.touch(record)
        record.offset = offset
        record.ticks++
        turn.index = i
        turn.states.push(record.states)
        push(values[i]!)
      })
      this.#scope.flush(turn)
    })
    if (failed()) return cache.rollback()
    cache.endTurn()
    this.#offset += values.length
    if (cache.mustSave || this.#offset - this.#saved >= ticksPerSave) await this.save()
    cache.trim()
  }

  async save(): Promise<void> {
    if (this.#offset !== this.#saved) await this.#save(this.#saved)
  }

  close(): Promise<void> {
    return this.#options.store.close()
  }

  async #save(previousOffset: number | undefined): Promise<void> {
    const { store, name } = this.#options
    const records = this.#cache.takeDirty(this.#id)
    const checkpoint = encodePartitionRecord({
      pipeline: name,
      layout: this.#cache.layout.description,
      identity: '',
      owner: '',
      marks: {},
      counters: { ticks: this.#offset },
      highEventTime: undefined,
      sections: {},
    })
    await store.save(this.#token, [
      { partition: this.#partition, previousOffset, offset: this.#offset, records, checkpoint },
    ])
    this.#cache.saved(this.#id, records)
    this.#saved = this.#offset
  }
}

export function tooManyPending(limit: number): TickwiseError {
  return new TickwiseError('LIMIT_EXCEEDED', {
    expected: `at most ${limit} ticks waiting for the store`,
    received: 'more: the Observable pushes faster than states can be loaded',
    action: 'Slow the source down, or run a pipeline, which reads only what it can take.',
  })
}
