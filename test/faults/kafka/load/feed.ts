import { Producer } from '@platformatic/kafka'
import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../../../src/numeric/random.ts'
import type { Series } from './series.ts'

export interface FeedOptions {
  readonly brokers: string
  readonly series: readonly Series[]
  /** Of the topic of each series. A key is in the same one of all. */
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

interface FedTick {
  readonly id: number
  readonly time: number
  readonly value: number
}

const intervalMs = 25
const poisonHeader = 'poison'

/** Whether a record was made to be refused; all others, and only they, may be late. */
export function isPoison(headers: readonly (readonly [string, Uint8Array | null])[]): boolean {
  return headers.some(([name]) => name === poisonHeader)
}

/** A load of random series with what streams bring along: repeats, old ticks, and records that nothing can be made of. */
export class Feed {
  readonly #options: FeedOptions
  readonly #producer: Producer
  readonly #stop = new AbortController()
  readonly #last = new Map<string, FedRecord>()
  readonly #prices = new Map<string, number>()
  #count = 0
  #sending: Promise<void> = Promise.resolve()

  constructor(options: FeedOptions) {
    this.#options = options
    const retries = { retries: 400, retryDelay: 50, connectTimeout: 1000, requestTimeout: 3000 }
    this.#producer = new Producer({ clientId: 'feed', bootstrapBrokers: [options.brokers], ...retries })
  }

  start(): void {
    this.#sending = this.#run()
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#sending
    await this.#producer.close(true).catch(() => undefined)
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    const perInterval = (this.#options.ticksPerSecond * intervalMs) / 1000
    while (!signal.aborted) {
      const messages = Array.from({ length: perInterval }, () => this.#next())
      // Whatever a lost answer does to the log: everybody reads the same.
      await this.#producer.send({ messages }).catch(() => undefined)
      await delay(intervalMs)
    }
  }

  #next(): FedRecord {
    const { random, series: all, partitions, keysPerPartition } = this.#options
    const id = this.#count++
    const series = all[random.integer(all.length)]!
    const partition = random.integer(partitions)
    const place = `${series.topic}/${partition}`
    const before = this.#last.get(place)
    const chance = random.next()
    if (chance < 0.02 && before !== undefined) return before
    const key = `p${partition}-k${random.integer(keysPerPartition)}`
    const late = chance > 0.98 ? 1 + random.integer(20_000) : 0
    const tick = { id, time: 1_700_000_000_000 + 10 * id - late, value: this.#value(series, key) }
    const head = { topic: series.topic, partition, key: Buffer.from(key) }
    if (chance > 0.97 && late === 0) return { ...head, ...poison(series, tick, random) }
    const record = { ...head, value: Buffer.from(write(series, tick)) }
    this.#last.set(place, record)
    return record
  }

  #value({ isWalk }: Series, key: string): number {
    const { random } = this.#options
    if (!isWalk) return Number((2 * random.next() - 1).toFixed(2))
    const price = (this.#prices.get(key) ?? 20 + 200 * random.next()) * (1 + 0.02 * (random.next() - 0.5))
    this.#prices.set(key, price)
    return Number(price.toFixed(2))
  }
}

function write({ field }: Series, { id, time, value }: FedTick, instead: unknown = value): string {
  return JSON.stringify({ id, time, [field]: instead })
}

/** Torn, of the wrong type, not UTF-8, and a number that is refused, in the chain or by the schema. */
function poison(series: Series, tick: FedTick, random: Random): Pick<FedRecord, 'value' | 'headers'> {
  const whole = write(series, tick)
  const values = [
    Buffer.from(whole.slice(0, -8)),
    Buffer.from(write(series, tick, 'n/a')),
    Buffer.concat([Buffer.from(whole), Buffer.of(0xff)]),
    Buffer.from(write(series, tick, series.refused)),
  ]
  return {
    value: values[random.integer(values.length)]!,
    headers: new Map([[Buffer.from(poisonHeader), Buffer.of(1)]]),
  }
}
