import { Admin } from '@platformatic/kafka'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as kafka from '../../../connectors/kafka/index.ts'
import { createRandom, type Random } from '../../../src/numeric/random.ts'
import { swapPolicies, type SwapPolicy } from '../../../src/state/model-history.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'
import { startRedis, type RedisServer } from '../../services/redis-server.ts'
import { Feed } from './load/feed.ts'
import { baseModels } from './models/base-models.ts'
import { RoundRegistry } from './models/round-registry.ts'
import { Belongings } from './servers/belongings.ts'
import type { Surroundings } from './servers/surroundings.ts'
import { Wire } from './servers/wire.ts'
import { placesOf, type Stage } from './stage.ts'
import { waitUntil } from './trouble/wait-until.ts'
import { Crew } from './worker/crew.ts'
import { monotonicMs, readEvents, type WorkerEvent } from './worker/event-log.ts'
import type { ModelPlan, WorkerPlan } from './worker/worker-plan.ts'
import { WorkerProcess } from './worker/worker-process.ts'
import { workloads, type Workload, type WorkloadName } from './workloads.ts'

/** What Redis keeps over a kill: nothing, what was dumped last, or all but the last second. */
export const persistences = {
  none: ['--save', '', '--appendonly', 'no'],
  dump: ['--save', '', '--appendonly', 'no', '--dbfilename', 'kept.rdb'],
  log: ['--save', '', '--appendonly', 'yes', '--appendfsync', 'everysec'],
} as const

export interface RoundOptions {
  readonly name: string
  readonly workload: WorkloadName
  readonly seed: number
  readonly persistence: keyof typeof persistences
  readonly ticksPerSecond: number
  readonly mutation: string | undefined
  /** Of every worker, unless it is started with something else. */
  readonly worker?: Partial<WorkerPlan>
}

interface Own {
  readonly workload: Workload
  readonly belongings: Belongings
  readonly folder: string
  readonly redis: RedisServer
  readonly redisWire: Wire
  readonly registry: RoundRegistry
}

/** One round's topics, servers and workers, and what faults need to get at them. */
export class Round {
  readonly options: RoundOptions
  readonly surroundings: Surroundings
  readonly stages: Workload['stages']
  readonly redis: RedisServer
  readonly redisWire: Wire
  readonly folder: string
  readonly registry: RoundRegistry
  readonly random: Random
  readonly crew: Crew
  readonly feed: Feed
  /** When Redis lost something, on the clock of the events. */
  readonly lossTimes: number[] = []
  /** To ask for offsets; never members of the groups. */
  readonly #logs: ReadonlyMap<string, LogSource>
  readonly #belongings: Belongings
  readonly #say: (text: string) => void
  readonly #startedAt = performance.now()
  readonly #busy = new Map<string, Promise<void>>()
  #workers = 0

  private constructor(options: RoundOptions, surroundings: Surroundings, say: (text: string) => void, own: Own) {
    const { seed, ticksPerSecond } = options
    const { stages, series, partitions } = own.workload
    this.options = options
    this.surroundings = surroundings
    this.#say = say
    this.#belongings = own.belongings
    this.stages = stages
    this.redis = own.redis
    this.redisWire = own.redisWire
    this.folder = own.folder
    this.registry = own.registry
    this.random = createRandom(seed)
    const pauses = createRandom(seed + 1)
    this.crew = new Crew(() => 50 + pauses.integer(600))
    const brokers = surroundings.broker.address
    const random = createRandom(seed + 2)
    this.feed = new Feed({ brokers, series, partitions, keysPerPartition: 30, ticksPerSecond, random })
    const logOf = ({ topics, groupId }: Stage) => kafka.source({ brokers, topics: [...topics], groupId })
    this.#logs = new Map(stages.map((stage) => [stage.pipeline, logOf(stage)]))
    for (const part of [...this.#logs.values(), this.feed, this.crew])
      void own.belongings.add(Promise.resolve(part), () => part.close())
    // A server that is on its way back would outlive the round.
    void own.belongings.add(Promise.resolve(this.#busy), (busy) => Promise.allSettled(busy.values()))
  }

  static async start(options: RoundOptions, surroundings: Surroundings, say: (text: string) => void): Promise<Round> {
    const belongings = new Belongings()
    await surroundings.belongings.add(Promise.resolve(belongings), (own) => own.close())
    const workload = workloads[options.workload](options.name)
    const remove = (folder: string) => rm(folder, { recursive: true, force: true })
    const folder = await belongings.add(mkdtemp(join(tmpdir(), 'tickwise-faults-')), remove)
    const topicsOf = ({ topics, partitions }: Stage) => ({ topics: [...topics], partitions, replicas: 1 })
    const admin = new Admin({ clientId: 'faults', bootstrapBrokers: [surroundings.broker.address] })
    const [redis, redisWire] = await Promise.all([
      belongings.add(startRedis(...persistences[options.persistence]), (server) => server.stop()),
      belongings.add(new Wire('redis').open(), (wire) => wire.close()),
      ...workload.stages.map((stage) => admin.createTopics(topicsOf(stage))),
    ])
    // A topic is made before the broker tells of it.
    const isKnown = async () => {
      const known = await admin.listTopics()
      return workload.stages.every(({ topics }) => topics.every((topic) => known.includes(topic)))
    }
    if (!(await waitUntil(isKnown, 60_000))) throw new Error('the broker does not know the topics')
    await admin.close()
    redisWire.leadTo(redis.port)
    const registry = await RoundRegistry.create(join(folder, 'registry'), await baseModels[options.workload]())
    return new Round(options, surroundings, say, { workload, belongings, folder, redis, redisWire, registry })
  }

  say(text: string): void {
    this.#say(`  ${((performance.now() - this.#startedAt) / 1000).toFixed(1).padStart(5)} s  ${text}`)
  }

  startWorker(id: string, changes: Partial<WorkerPlan> = {}, stage = this.stages[0]): void {
    this.crew.start(this.planOf(stage, id, { ...this.options.worker, ...changes }))
  }

  /** A process that nobody starts again. */
  spawn(plan: WorkerPlan): WorkerProcess {
    const worker = new WorkerProcess(plan)
    void this.#belongings.add(Promise.resolve(worker), () => {
      worker.signal('SIGKILL')
      return worker.end
    })
    return worker
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
      // As while a new setting is rolled out. Some hear of a decision long after the others.
      models: this.#models(swapPolicies[random.integer(swapPolicies.length)]!, 20 + random.integer(600)),
    }
  }

  planOf({ pipeline, groupId, topics, outTopic }: Stage, id: string, changes: Partial<WorkerPlan>): WorkerPlan {
    return {
      id,
      brokers: `127.0.0.1:${this.surroundings.kafkaWire.port}`,
      pipeline,
      groupId,
      topics,
      outTopic,
      store: { redis: `redis://127.0.0.1:${this.redisWire.port}`, prefix: pipeline },
      eventFile: this.#eventFile(pipeline),
      models: this.#models('warm-up', 100),
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

  /** What the workers of a stage have noted. */
  events({ pipeline }: Stage = this.stages[0]): Promise<WorkerEvent[]> {
    return readEvents(this.#eventFile(pipeline))
  }

  /** The offsets that the group of a stage has committed, by `partitionId`. */
  committed(stage: Stage = this.stages[0]): Promise<ReadonlyMap<string, number>> {
    return this.#logs.get(stage.pipeline)!.committed(placesOf(stage))
  }

  /** What the group of a stage has recorded beside those, by `partitionId`. */
  async notes(stage: Stage): Promise<ReadonlyMap<string, string>> {
    return (await this.#logs.get(stage.pipeline)!.notes?.(placesOf(stage))) ?? new Map<string, string>()
  }

  /** How far the group of a stage has come, over all partitions. */
  async countWorkedOff(stage: Stage = this.stages[0]): Promise<number> {
    return [...(await this.committed(stage)).values()].reduce((sum, offset) => sum + offset, 0)
  }

  /** Runs `act` unless another fault has the same server; then it is left out. */
  async alone(what: string, act: () => Promise<void>): Promise<void> {
    if (this.#belongings.isClosed) return
    if (this.#busy.has(what)) return this.say(`(the ${what} has trouble already)`)
    const acting = act()
    this.#busy.set(what, acting)
    try {
      await acting
    } finally {
      this.#busy.delete(what)
    }
  }

  /** To be called when Redis forgets, so that its old tokens count no more. */
  noteLoss(): void {
    this.lossTimes.push(monotonicMs())
  }

  close(): Promise<void> {
    return this.#belongings.close()
  }

  #models(policy: SwapPolicy, everyMs: number): ModelPlan {
    return { registry: this.registry.folder, policy, everyMs }
  }

  #eventFile(pipeline: string): string {
    return join(this.folder, `${pipeline}.ndjson`)
  }
}
