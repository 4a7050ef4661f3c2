import { setTimeout as delay } from 'node:timers/promises'
import type { Random } from '../../../../src/numeric/random.ts'
import { commitSteps, swapSteps } from '../../../../src/state/checkpoint-order.ts'
import { apiKeys } from '../servers/api-keys.ts'
import { flushRedis, withRedis } from './flush-redis.ts'
import type { Round } from '../round.ts'
import { wireSteps } from '../worker/worker-plan.ts'

/** Does something bad and, where it lasts, ends it again. */
export type Fault = (round: Round, random: Random) => Promise<void>

/** Reached with every turn and save; the others with every assignment. */
const turnSteps: readonly string[] = [
  'turn-computed',
  'sink:commit',
  'transaction-committed',
  'sink:committed',
  'store:save',
  'store:saved',
  'saved',
]
const otherSinks: readonly string[] = [
  'outputs-appended',
  'dead-letters-appended',
  'outputs-synced',
  'dead-letters-synced',
]
const startSteps: readonly string[] = [...commitSteps, ...wireSteps].filter(
  (step) => ![...turnSteps, ...otherSinks, ...swapSteps, 'source:read'].includes(step),
)
/** A round's number chooses the steps, so that a run of some rounds gets through all of them. */
export const killSteps: readonly string[] = [...turnSteps, ...startSteps, ...swapSteps]
const sleepSteps: readonly string[] = [...turnSteps, ...swapSteps]

const between = (random: Random, from: number, to: number) => from + random.integer(to - from)

/** Past the session's end, so that the worker wakes up as a zombie. */
const sleepMs = (random: Random) => between(random, 2200, 3500)

export const faults: Readonly<Record<string, Fault>> = {
  async killWorker(round, random) {
    await round.crew.with(
      (worker) => {
        round.say(`kill -9 of ${worker.id}`)
        worker.signal('SIGKILL')
        return worker.end.then(() => undefined)
      },
      (count) => random.integer(count),
    )
  },

  async killAtStep(round, random) {
    const step = killSteps[random.integer(killSteps.length)]!
    await round.crew.with(
      (worker) => {
        round.say(`${worker.id} will be killed at "${step}"`)
        worker.arm({ step, nth: turnSteps.includes(step) ? between(random, 1, 8) : 1, action: 'kill' })
        return Promise.resolve()
      },
      (count) => random.integer(count),
    )
  },

  async zombie(round, random) {
    const ms = sleepMs(random)
    const step = random.next() < 0.5 ? undefined : sleepSteps[random.integer(sleepSteps.length)]!
    await round.crew.with(
      async (worker) => {
        if (step === undefined) worker.signal('SIGSTOP')
        else worker.arm({ step, nth: 1, action: 'stop' })
        if (!(await worker.stopped(8000))) return worker.disarm()
        round.say(`SIGSTOP of ${worker.id} for ${ms} ms${step === undefined ? '' : `, at "${step}"`}`)
        await delay(ms)
        worker.signal('SIGCONT')
      },
      (count) => random.integer(count),
    )
  },

  /** Slow, but alive: its membership changes while it has a turn in its hands. */
  async dawdle(round, random) {
    const steps = ['source:read', 'sink:commit', 'store:save']
    const step = steps[random.integer(steps.length)]!
    const waitMs = between(random, 1000, 3000)
    await round.crew.with(
      (worker) => {
        round.say(`${worker.id} dawdles at "${step}" for ${waitMs} ms`)
        worker.arm({ step, nth: 2, action: { waitMs } })
        return Promise.resolve()
      },
      (count) => random.integer(count),
    )
  },

  addWorker(round, random) {
    if (round.crew.count() >= 4) return Promise.resolve()
    const id = round.nextWorkerId()
    const stage = round.stages[random.integer(round.stages.length)]!
    const steps = [...startSteps, ...swapSteps]
    const step = steps[random.integer(steps.length)]!
    const dies = random.next() < 0.3
    round.say(`${id} joins ${stage.pipeline}${dies ? `, to be killed at "${step}"` : ''}`)
    const failpoints = dies ? [{ step, nth: 1, action: 'kill' } as const] : []
    round.startWorker(id, { ...round.randomWorker(), failpoints }, stage)
    return Promise.resolve()
  },

  async removeWorker(round, random) {
    let id = ''
    await round.crew.with(
      (worker) => {
        if (round.crew.count(worker.pipeline) > 1) id = worker.id
        return Promise.resolve()
      },
      (count) => random.integer(count),
    )
    if (id === '') return
    round.say(`${id} leaves`)
    await round.crew.dismiss(id)
  },

  restartBroker: (round, random) =>
    round.alone('broker', async () => {
      round.say('broker shut down')
      await round.surroundings.broker.shutDown()
      await delay(random.integer(1000))
      await round.surroundings.broker.resume()
      round.say('broker back')
    }),

  killBroker: (round, random) =>
    round.alone('broker', async () => {
      round.say('kill -9 of the broker')
      await round.surroundings.broker.kill()
      await delay(random.integer(1000))
      await round.surroundings.broker.resume()
      round.say('broker back')
    }),

  restartRedis: (round, random) =>
    round.alone('Redis', async () => {
      round.say(`Redis shut down (${round.options.persistence})`)
      round.noteLoss()
      await withRedis(round, (redis) => redis.shutdown().catch(() => undefined))
      await round.redis.kill()
      await delay(random.integer(1500))
      await round.redis.start()
      round.noteLoss()
    }),

  killRedis: (round, random) =>
    round.alone('Redis', async () => {
      round.say(`kill -9 of Redis (${round.options.persistence})`)
      round.noteLoss()
      await round.redis.kill()
      await delay(random.integer(1500))
      await round.redis.start()
      round.noteLoss()
    }),

  /** What `persistence: dump` comes back with after a kill. */
  dumpRedis: (round) =>
    round.alone('Redis', async () => {
      if (round.options.persistence !== 'dump') return
      round.say('Redis dumped')
      await withRedis(round, (redis) => redis.save())
    }),

  /** It forgets what came since then, with the decisions about models of that time. */
  relapseRedis: (round, random) =>
    round.alone('Redis', async () => {
      if (round.options.persistence !== 'dump') return
      const ms = between(random, 300, 2500)
      await withRedis(round, (redis) => redis.save())
      await delay(ms)
      round.say(`Redis comes back as it was ${ms} ms before`)
      round.noteLoss()
      await round.redis.kill()
      await round.redis.start()
      round.noteLoss()
    }),

  flushRedis: (round) =>
    round.alone('Redis', async () => {
      round.say('FLUSHALL')
      await flushRedis(round)
    }),

  async cutKafka(round, random) {
    const share = random.next()
    round.say(`${round.surroundings.kafkaWire.cut(() => random.next() < share)} connections to the broker cut`)
    return Promise.resolve()
  },

  async cutRedis(round, random) {
    const share = random.next()
    round.say(`${round.redisWire.cut(() => random.next() < share)} connections to Redis cut`)
    return Promise.resolve()
  },

  async slowKafka(round, random) {
    const ms = between(random, 20, 300)
    round.say(`the broker is ${ms} ms further away`)
    round.surroundings.kafkaWire.slow(ms)
    await delay(between(random, 1000, 3000))
    round.surroundings.kafkaWire.slow(0)
  },

  async slowRedis(round, random) {
    const ms = between(random, 20, 300)
    round.say(`Redis is ${ms} ms further away`)
    round.redisWire.slow(ms)
    await delay(between(random, 1000, 3000))
    round.redisWire.slow(0)
  },

  /** A part of a commit that arrives late, perhaps after its sender has lost its partitions or its patience. */
  async lateCommit(round, random) {
    const { kafkaWire } = round.surroundings
    const names = ['produce', 'txnOffsetCommit', 'endTxn'] as const
    const name = names[random.integer(names.length)]!
    const ms = between(random, 1000, 5500)
    const [sleeps, flushes] = [random.next() < 0.5, random.next() < 0.3]
    await round.crew.with(
      async (worker) => {
        const held = await Promise.race([kafkaWire.holdNext(apiKeys[name], worker.id), delay(2000)])
        kafkaWire.holdNothing()
        if (held === undefined) return
        round.say(`${name} of ${worker.id} held for ${ms} ms${sleeps ? ', asleep' : ''}${flushes ? ', FLUSHALL' : ''}`)
        if (sleeps) worker.signal('SIGSTOP')
        if (flushes) await round.alone('Redis', () => flushRedis(round))
        await delay(ms)
        held.release()
        await delay(random.integer(300))
        worker.signal('SIGCONT')
      },
      (count) => random.integer(count),
    )
  },
}
