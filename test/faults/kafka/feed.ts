import { Producer } from '@platformatic/kafka'
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../../src/numeric/random.ts'

export interface FeedOptions {
  readonly brokers: string
  readonly topic: string
  readonly partitions: number
  readonly keysPerPartition: number
  readonly ticksPerSecond: number
  readonly random: Random
}

interface FedRecord {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer
  readonly headers?: Map<Buffer, Buffer>
}

const intervalMs = 25
const poisonHeader = 'poison'

/** Whether a record was made to be refused; all others, and only they, may be late. */
export function isPoison(headers: readonly (readonly [string, Uint8Array | null])[]): boolean {
  return headers.some(([name]) => name === poisonHeader)
}

/** A load of random walks with what streams bring along: repeats, old ticks, and records that nothing can be made of. */
export class Feed {
  readonly #options: FeedOptions
  readonly #producer: Producer
  readonly #stop = new AbortController()
  readonly #last = new Map<number, FedRecord>()
  readonly #prices = new Map<string, number>()
  #count = 0
  #sending: Promise<void> = Promise.resolve()
  #paused = false

  constructor(options: FeedOptions) {
    this.#options = options
    const retries = { retries: 400, retryDelay: 50, connectTimeout: 1000, requestTimeout: 3000 }
    this.#producer = new Producer({ clientId: 'feed', bootstrapBrokers: [options.brokers], ...retries })
  }

  start(): void {
    this.#sending = this.#run()
  }

  pause(paused: boolean): void {
    this.#paused = paused
  }

  async end(): Promise<void> {
    this.#stop.abort()
    await this.#sending
    await this.#producer.close(true).catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    const perInterval = (this.#options.ticksPerSecond * intervalMs) / 1000
    while (!signal.aborted) {
      const messages = this.#paused ? [] : Array.from({ length: perInterval }, () => this.#next())
      // Whatever a lost answer does to the log: everybody reads the same.
      if (messages.length > 0) await this.#producer.send({ messages }).catch(() => undefined)
      await delay(intervalMs)
    }
  }

  #next(): FedRecord {
    const { random, topic, partitions, keysPerPartition } = this.#options
    const id = this.#count++
    const partition = random.integer(partitions)
    const chance = random.next()
    const before = this.#last.get(partition)
    if (chance < 0.02 && before !== undefined) return before
    const name = `p${partition}-k${random.integer(keysPerPartition)}`
    const price = (this.#prices.get(name) ?? 20 + 200 * random.next()) * (1 + 0.02 * (random.next() - 0.5))
    this.#prices.set(name, price)
    const late = chance > 0.98 ? 1 + random.integer(20_000) : 0
    const tick = { id, time: 1_700_000_000_000 + 10 * id - late, price: Number(price.toFixed(2)) }
    const place = { topic, partition, key: Buffer.from(name) }
    if (chance > 0.97 && late === 0) return { ...place, ...poison(tick, random) }
    const record = { ...place, value: Buffer.from(JSON.stringify(tick)) }
    this.#last.set(partition, record)
    return record
  }
}

/** Torn, of the wrong type, not UTF-8, and what only fails inside the chain. */
function poison(tick: { id: number; price: number }, random: Random): Pick<FedRecord, 'value' | 'headers'> {
  const whole = JSON.stringify(tick)
  const values = [
    Buffer.from(whole.slice(0, -8)),
    Buffer.from(JSON.stringify({ ...tick, price: 'n/a' })),
    Buffer.concat([Buffer.from(whole), Buffer.of(0xff)]),
    Buffer.from(JSON.stringify({ ...tick, price: 0 })),
  ]
  return {
    value: values[random.integer(values.length)]!,
    headers: new Map([[Buffer.from(poisonHeader), Buffer.of(1)]]),
  }
}
