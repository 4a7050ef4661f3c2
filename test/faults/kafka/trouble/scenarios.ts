import { setTimeout as delay } from 'node:timers/promises'
import type { Round, RoundOptions } from '../round.ts'
import type { Trouble } from '../run-round.ts'
import { apiKeys } from '../servers/api-keys.ts'
import type { WorkerPlan } from '../worker/worker-plan.ts'
import { tradePartitions } from '../workloads.ts'
import { asleep, claim, isPositioned, killed, serve, settled, waiting, workedOff } from './await-round.ts'
import { flushRedis } from './flush-redis.ts'
import { waitUntil } from './wait-until.ts'

/** A mistake, and the trouble in which it shows. Without the mistake the same trouble does no harm. */
export interface Scenario {
  /** Also that of the mutation. */
  readonly name: string
  readonly mistake: string
  /** What is found of it: a worker that fails for any other reason proves nothing. */
  readonly sign: RegExp
  readonly settings?: Partial<RoundOptions>
  readonly trouble: Trouble
}

const rarely = { everyTicks: 1_000_000, everyMs: 600_000 }

/** One worker has all partitions, and has done something with them. */
async function begin(round: Round, ticks = 500, changes: Partial<WorkerPlan> = {}): Promise<void> {
  await serve(round, 'w1', tradePartitions, changes)
  await workedOff(round, ticks)
}

/** A second worker takes half of the partitions, knowing nothing of the first one's transactional id. */
async function shareForgotten(round: Round): Promise<void> {
  // It would end the turn by that id, or fence its owner.
  await flushRedis(round)
  await serve(round, 'w2', tradePartitions / 2)
}

export const scenarios: readonly Scenario[] = [
  {
    name: 'save-before-commit',
    mistake: 'the state is saved before its turns are committed',
    sign: /checkpoint offset \d+, committed offset|outputs missing/,
    async trouble(round) {
      round.startWorker('w1', { failpoints: [{ step: 'store:saved', nth: 6, action: 'kill' }] })
      await killed(round, 1)
      await workedOff(round, 1000)
    },
  },
  {
    name: 'unchecked-token',
    mistake: 'the token is not compared when a state is saved',
    sign: /saved .* after .* had claimed it/,
    async trouble(round) {
      await begin(round, 0)
      await asleep(round, 'w1', { step: 'store:save', nth: 3 })
      await serve(round, 'w2', tradePartitions, { checkpoint: rarely })
      await workedOff(round, 500)
      round.crew.get('w1').signal('SIGCONT')
      await workedOff(round, 1000)
    },
  },
  {
    name: 'unstable-offsets',
    mistake: 'the committed offset is read while a transaction on it is under way',
    sign: /outputs that came more than once/,
    settings: { worker: { transactionTimeoutMs: 15_000 } },
    async trouble(round) {
      await begin(round, 1000)
      const held = await round.surroundings.kafkaWire.holdNext(apiKeys.endTxn, 'w1')
      round.crew.get('w1').signal('SIGSTOP')
      await flushRedis(round)
      await claim(round, 'w2', tradePartitions)
      // It must not learn where to begin while the end of the transaction is not known.
      await waitUntil(() => isPositioned(round, 'w2'), 5000)
      held.release()
      // Before the other one joins, which begins everything anew.
      await workedOff(round, 1500)
      round.crew.get('w1').signal('SIGCONT')
      await workedOff(round, 1000)
    },
  },
  {
    name: 'live-generation',
    mistake: 'a turn is committed by the generation at the commit, not by that at its reading',
    sign: /outputs that came more than once/,
    async trouble(round) {
      await begin(round)
      await waiting(round, 'w1', { step: 'sink:commit', nth: 3 })
      await shareForgotten(round)
      await settled(round, 2)
      round.crew.get('w1').goOn()
      await workedOff(round, 1000)
    },
  },
  {
    name: 'fresh-transactional-id',
    mistake: 'after a time-out the turn goes on under a new transactional id',
    sign: /outputs that came more than once/,
    settings: { worker: { transactionTimeoutMs: 15_000 } },
    async trouble(round) {
      await begin(round)
      const held = await round.surroundings.kafkaWire.holdNext(apiKeys.endTxn, 'w1')
      // Longer than the worker waits for an answer, shorter than the broker waits for the transaction's end.
      await delay(5000)
      held.release()
      await workedOff(round, 2000)
    },
  },
  {
    name: 'unchecked-kept',
    mistake: 'a partition that a rebalance leaves with its worker is not checked',
    sign: /outputs that came more than once|with other bytes|checkpoint offset \d+, committed offset/,
    async trouble(round) {
      await begin(round)
      // Between two turns, while its membership lives on.
      await waiting(round, 'w1', { step: 'source:read', nth: 3 })
      await shareForgotten(round)
      await workedOff(round, 500)
      await round.crew.dismiss('w2')
      await settled(round, 1)
      round.crew.get('w1').goOn()
      await workedOff(round, 2000)
    },
  },
  {
    name: 'early-records',
    mistake: 'records are written before their turn is acknowledged',
    sign: /states with other bytes/,
    async trouble(round) {
      await begin(round, 500, { checkpoint: { everyTicks: 1_000_000, everyMs: 1000 } })
      round.crew.arm('w1', { step: 'sink:committed', nth: 7, action: 'kill' })
      await killed(round, 1)
      await workedOff(round, 1000)
    },
  },
]
