import { setTimeout as delay } from 'node:timers/promises'
import { asleep, claiming, killed, reaching, serving, workedOff } from './await-round.ts'
import { apiKeys } from './api-keys.ts'
import { flushRedis } from './flush-redis.ts'
import { partitions, type RoundOptions } from './round.ts'
import type { Trouble } from './run-round.ts'

/** A mistake, and the trouble in which it shows. Without the mistake the same trouble does no harm. */
export interface Scenario {
  /** Also that of the mutation. */
  readonly name: string
  readonly mistake: string
  readonly settings?: Partial<RoundOptions>
  readonly trouble: Trouble
}

const rarely = { everyTicks: 1_000_000, everyMs: 600_000 }

export const scenarios: readonly Scenario[] = [
  {
    name: 'save-before-commit',
    mistake: 'the state is saved before its turns are committed',
    async trouble(round) {
      round.startWorker('w1', { failpoints: [{ step: 'store:saved', nth: 6, action: 'kill' }] })
      await killed(round, 1)
      await workedOff(round, 1000)
    },
  },
  {
    name: 'unchecked-token',
    mistake: 'the token is not compared when a state is saved',
    async trouble(round) {
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1')
      await serves
      round.crew.arm('w1', { step: 'store:save', nth: 3, action: 'stop' })
      await asleep(round, 'w1')
      const takesOver = serving(round, 'w2', partitions)
      round.startWorker('w2', { checkpoint: rarely })
      await takesOver
      await workedOff(round, 500)
      round.crew.get('w1').signal('SIGCONT')
      await workedOff(round, 1000)
    },
  },
  {
    name: 'unstable-offsets',
    mistake: 'the committed offset is read while a transaction on it is under way',
    settings: { worker: { transactionTimeoutMs: 15_000 } },
    async trouble(round) {
      const { kafkaWire } = round.surroundings
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1')
      await serves
      await workedOff(round, 1000)
      const held = await kafkaWire.holdNext(apiKeys.endTxn, 'w1')
      round.crew.get('w1').signal('SIGSTOP')
      await flushRedis(round)
      const takesOver = claiming(round, 'w2', partitions)
      round.startWorker('w2')
      await takesOver
      await delay(1500)
      held.release()
      await delay(500)
      round.crew.get('w1').signal('SIGCONT')
      await workedOff(round, 1000)
    },
  },
  {
    name: 'live-generation',
    mistake: 'a turn is committed by the generation at the commit, not by that at its reading',
    async trouble(round) {
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1')
      await serves
      await workedOff(round, 500)
      round.crew.arm('w1', { step: 'sink:commit', nth: 3, action: { waitMs: 5000 } })
      await reaching(round, 'w1', 'sink:commit')
      // A new owner that knew its transactional id would end the turn by that.
      await flushRedis(round)
      const halves = serving(round, 'w2', partitions / 2)
      round.startWorker('w2')
      await halves
      await delay(5000)
      await workedOff(round, 500)
    },
  },
  {
    name: 'fresh-transactional-id',
    mistake: 'after a time-out the turn goes on under a new transactional id',
    async trouble(round) {
      const { kafkaWire } = round.surroundings
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1')
      await serves
      await workedOff(round, 500)
      const held = await kafkaWire.holdNext(apiKeys.endTxn, 'w1')
      await delay(2500)
      held.release()
      await workedOff(round, 2000)
    },
  },
  {
    name: 'unchecked-kept',
    mistake: 'a partition that a rebalance leaves with its worker is not checked',
    async trouble(round) {
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1')
      await serves
      await workedOff(round, 500)
      // Between two turns, while its membership lives on.
      round.crew.arm('w1', { step: 'source:read', nth: 3, action: { waitMs: 7000 } })
      await reaching(round, 'w1', 'source:read')
      // A new owner that knew its transactional id would fence it by that.
      await flushRedis(round)
      const halves = serving(round, 'w2', partitions / 2)
      round.startWorker('w2')
      await halves
      await workedOff(round, 500)
      await round.crew.dismiss('w2')
      await workedOff(round, 2000)
    },
  },
  {
    name: 'early-records',
    mistake: 'records are written before their turn is acknowledged',
    async trouble(round) {
      const serves = serving(round, 'w1', partitions)
      round.startWorker('w1', { checkpoint: { everyTicks: 1_000_000, everyMs: 1000 } })
      await serves
      await workedOff(round, 500)
      round.crew.arm('w1', { step: 'sink:committed', nth: 7, action: 'kill' })
      await killed(round, 1)
      await workedOff(round, 1000)
    },
  },
]
