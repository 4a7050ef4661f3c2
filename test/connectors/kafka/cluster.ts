import { Admin, Producer, type CompressionAlgorithmValue } from '@platformatic/kafka'
import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach } from 'vitest'
import { source, type KafkaSource, type KafkaSourceOptions } from '../../../connectors/kafka/index.ts'
import type { DeadLetter } from '../../../src/stream/dead-letter.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'
import type { Assignment, TickBatch } from '../../../src/stream/source.ts'
import type { Tick } from '../../../src/stream/tick.ts'
import { kafkaBroker } from '../../services/kafka-broker.ts'

export interface TestRecord {
  readonly key?: string | Buffer | null
  readonly value: string | Buffer | null
  readonly partition?: number
  readonly timestamp?: number
  readonly headers?: Record<string, string>
}

export interface Everything {
  readonly ticks: readonly Tick[]
  readonly deadLetters: readonly DeadLetter[]
}

/** A broker for the tests of one file; what they open is closed after each. */
export class Cluster {
  brokers = ''
  readonly #closing: (() => Promise<unknown>)[] = []

  get options() {
    return { clientId: 'test', bootstrapBrokers: [this.brokers], retryDelay: 5, retries: 200 }
  }

  onClose(close: () => Promise<unknown>): void {
    this.#closing.push(close)
  }

  async close(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close()
  }

  /** A name that no other test uses. */
  name(what: string): string {
    return `${what}-${randomUUID().slice(0, 8)}`
  }

  admin(): Admin {
    const admin = new Admin(this.options)
    this.onClose(() => admin.close())
    return admin
  }

  async createTopic(partitions = 1, name = this.name('topic'), settings = {}): Promise<string> {
    // Records of long ago would be deleted at the broker's next look.
    const entries = Object.entries<string>({ 'retention.ms': '-1', ...settings })
    const configs = entries.map(([setting, value]) => ({ name: setting, value }))
    await this.admin().createTopics({ topics: [name], partitions, replicas: 1, configs })
    return name
  }

  producer(options: { transactionalId?: string; compression?: CompressionAlgorithmValue } = {}): Producer {
    const producer = new Producer({ ...this.options, idempotent: true, ...options })
    this.onClose(() => producer.close(true))
    return producer
  }

  async produce(topic: string, records: readonly TestRecord[], producer = this.producer()): Promise<void> {
    await producer.send({ messages: toMessages(topic, records) })
  }

  /** A source of a group of its own, unless one is named. Opened, not yet read. */
  async source<T = unknown>(options: Partial<KafkaSourceOptions<T>>): Promise<KafkaSource<T>> {
    const opened = source<T>({ brokers: this.brokers, groupId: this.name('group'), heartbeatMs: 100, ...options })
    this.onClose(() => opened.close())
    await opened.open()
    return opened
  }
}

export function toMessages(topic: string, records: readonly TestRecord[]) {
  return records.map(({ key = 'k', value, partition = 0, timestamp, headers }) => ({
    topic,
    partition,
    // The client types both as never null; in the log they may be.
    key: (typeof key === 'string' ? Buffer.from(key) : key) as Buffer,
    value: (typeof value === 'string' ? Buffer.from(value) : value) as Buffer,
    ...(timestamp === undefined ? {} : { timestamp: BigInt(timestamp) }),
    ...(headers && { headers: new Map(Object.entries(headers).map(([n, v]) => [Buffer.from(n), Buffer.from(v)])) }),
  }))
}

export function useCluster(): Cluster {
  const cluster = new Cluster()
  beforeEach(async (context) => {
    cluster.brokers = await kafkaBroker(context)
  }, 120_000)
  afterEach(() => cluster.close())
  return cluster
}

/** Reads until so many have come, and no further than needed. */
export async function readCount(from: LogSource, count: number, maxTicks = 1000): Promise<Everything> {
  const ticks: Tick[] = []
  const deadLetters: DeadLetter[] = []
  while (ticks.length + deadLetters.length < count) {
    const missing = count - ticks.length - deadLetters.length
    const batch = await nextBatch(from, Math.min(maxTicks, missing))
    ticks.push(...batch.ticks)
    deadLetters.push(...batch.deadLetters)
  }
  return { ticks, deadLetters }
}

/** Reads to the end of a source that stops at it. */
export async function readAll(from: LogSource, maxTicks = 1000): Promise<Everything> {
  const ticks: Tick[] = []
  const deadLetters: DeadLetter[] = []
  for (;;) {
    const batch = await nextBatch(from, maxTicks)
    ticks.push(...batch.ticks)
    deadLetters.push(...batch.deadLetters)
    if (batch.ended) return { ticks, deadLetters }
  }
}

/** The next batch with something in it, or the last. */
export async function nextBatch(from: LogSource, maxTicks = 1000): Promise<TickBatch<unknown>> {
  for (;;) {
    const event = await from.read({ maxTicks, waitMs: 1000 })
    if (event.type === 'ticks' && (event.ended || event.ticks.length + event.deadLetters.length > 0)) return event
  }
}

export async function nextAssignment(from: LogSource): Promise<Assignment> {
  for (;;) {
    const event = await from.read({ maxTicks: 1, waitMs: 1000 })
    if (event.type === 'assigned') return event
  }
}
