import { Admin } from '@platformatic/kafka'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as kafka from '../../../connectors/kafka/index.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'
import { createRandom, type Random } from '../../../src/numeric/random.ts'
import { partitionId } from '../../../src/stream/tick.ts'
import { startRedis, type RedisServer } from '../../services/redis-server.ts'
import { Crew } from './crew.ts'
import { monotonicMs, readEvents, type WorkerEvent } from './event-log.ts'
import { Feed } from './feed.ts'
import type { Surroundings } from './surroundings.ts'
import { Wire } from './wire.ts'
import type { WorkerPlan } from './worker-plan.ts'

export const partitions = 8

/** What Redis keeps over a kill: nothing, what was dumped last, or all but the last second. */
export const persistences = {
  none: ['--save', '', '--appendonly', 'no'],
  dump: ['--save', '', '--appendonly', 'no', '--dbfilename', 'kept.rdb'],
  log: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'],
} as const

export interface RoundOptions {
  readonly name: string
  readonly seed: number
  readonly persistence: keyof typeof persistences
  readonly ticksPerSecond: number
  readonly mutation: string | undefined
  /** Of every worker, unless it is started with something else. */
  readonly worker?: Partial<WorkerPlan>
}

/** One round's topics, servers and workers, and what faults need to get at them. */
export class Round {
  readonly options: RoundOptions
  readonly surroundings: Surroundings
  readonly redis: RedisServer
  readonly redisWire: Wire
  readonly folder: string
  readonly random: Random
  readonly crew: Crew
  readonly feed: Feed
  /** Reads offsets; never a member of the group. */
  readonly log: LogSource
  /** When Redis lost something, on the clock of the events. */
  readonly lossTimes: number[] = []
  readonly #say: (text: string) => void
  readonly #startedAt = performance.now()
  readonly #busy = new Set<string>()
  #workers = 0

  private constructor(options: RoundOptions, surroundings: Surroundings, say: (text: string) => void, own: Own) {
    this.options = options
    this.surroundings = surroundings
    this.#say = say
    this.redis = own.redis
    this.redisWire = own.redisWire
    this.folder = own.folder
    this.random = createRandom(options.seed)
    const pauses = createRandom(options.seed + 1)
    this.crew = new Crew(() => 50 + pauses.integer(600))
    const brokers = surroundings.broker.address
    const { ticksPerSecond } = options
    const random = createRandom(options.seed + 2)
    this.feed = new Feed({ brokers, topic: this.topic, partitions, keysPerPartition: 30, ticksPerSecond, random })
    this.log = kafka.source({ brokers, topic: this.topic, groupId: this.group })
  }

  static async start(options: RoundOptions, surroundings: Surroundings, say: (text: string) => void): Promise<Round> {
    const folder = await mkdtemp(join(tmpdir(), 'tickwise-faults-'))
    const redis = await startRedis(...persistences[options.persistence])
    const redisWire = await new Wire('redis').open()
    redisWire.leadTo(redis.port)
    const round = new Round(options, surroundings, say, { folder, redis, redisWire })
    const admin = new Admin({ clientId: 'faults', bootstrapBrokers: [surroundings.broker.address] })
    await admin.createTopics({ topics: [round.topic], partitions, replicas: 1 })
    await admin.close()
    return round
  }

  get topic(): string {
    return `${this.options.name}-in`
  }

  get group(): string {
    return `${this.options.name}-group`
  }

  get outTopic(): string {
    return `${this.options.name}-out`
  }

  get eventFile(): string {
    return join(this.folder, 'events.ndjson')
  }

  say(text: string): void {
    this.#say(`  ${((performance.now() - this.#startedAt) / 1000).toFixed(1).padStart(5)} s  ${text}`)
  }

  startWorker(id: string, changes: Partial<WorkerPlan> = {}): void {
    this.crew.start(this.planOf(id, { ...this.options.worker, ...changes }))
  }

  nextWorkerId(): string {
    return `w${++this.#workers}`
  }

  /** Large and small turns, caches and intervals: none of it may make a difference. */
  randomWorker(): Partial<WorkerPlan> {
    const { random } = this
    const isSmall = random.next() < 0.5
    return {
      maxTicks: [40, 300, 2000][random.integer(3)]!,
      cache: isSmall ? { maxKeys: 80, maxDirty: 50 } : { maxKeys: 10_000, maxDirty: 5000 },
      checkpoint: { everyTicks: 100 + random.integer(3000), everyMs: 50 + random.integer(1000) },
    }
  }

  planOf(id: string, changes: Partial<WorkerPlan>): WorkerPlan {
    const { kafkaWire } = this.surroundings
    return {
      id,
      brokers: `127.0.0.1:${kafkaWire.port}`,
      groupId: this.group,
      topic: this.topic,
      outTopic: this.outTopic,
      store: { redis: `redis://127.0.0.1:${this.redisWire.port}`, prefix: 'faults' },
      eventFile: this.eventFile,
      stopAtEnd: false,
      maxTicks: 500,
      checkpoint: { everyTicks: 2000, everyMs: 300 },
      cache: { maxKeys: 10_000, maxDirty: 5000 },
      sessionTimeoutMs: 1500,
      transactionTimeoutMs: 4000,
      failpoints: [],
      mutation: this.options.mutation,
      ...changes,
    }
  }

  events(): Promise<WorkerEvent[]> {
    return readEvents(this.eventFile)
  }

  /** By partition number: what the group has committed, and where the log ends. */
  async progress(): Promise<{ readonly committed: number; readonly end: number }[]> {
    const places = Array.from({ length: partitions }, (_, partition) => ({ topic: this.topic, partition }))
    const committed = await this.log.committed(places)
    return Promise.all(
      places.map(async (place) => ({
        committed: committed.get(partitionId(place)) ?? 0,
        end: (await this.log.bounds(place)).end,
      })),
    )
  }

  /** Runs `act` unless another fault has the same server; then it is left out. */
  async alone(what: string, act: () => Promise<void>): Promise<void> {
    if (this.#busy.has(what)) return this.say(`(the ${what} has trouble already)`)
    this.#busy.add(what)
    try {
      await act()
    } finally {
      this.#busy.delete(what)
    }
  }

  /** To be called when Redis forgets, so that its old tokens count no more. */
  noteLoss(): void {
    this.lossTimes.push(monotonicMs())
  }

  async close(): Promise<void> {
    await this.crew.close()
    await this.feed.end()
    await this.log.close()
    await this.redisWire.close()
    await this.redis.stop()
    await rm(this.folder, { recursive: true, force: true })
  }
}

interface Own {
  readonly folder: string
  readonly redis: RedisServer
  readonly redisWire: Wire
}
