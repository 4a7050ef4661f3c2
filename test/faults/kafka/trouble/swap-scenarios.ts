import { tradePartitions } from '../workloads.ts'
import type { Round } from '../round.ts'
import { followed, killed, serve, workedOff } from './await-round.ts'
import { flushRedis } from './flush-redis.ts'
import type { Scenario } from './scenarios.ts'

const rarely = { everyTicks: 1_000_000, everyMs: 600_000 }

/** One worker has all partitions, has swapped their models, and has answered by the new one. */
async function swapped(round: Round): Promise<void> {
  // Small turns, which go round all partitions.
  await serve(round, 'w1', tradePartitions, { checkpoint: rarely, maxTicks: 60 })
  await workedOff(round, 1500)
  round.say(await round.registry.promote(round.random))
  await followed(round, 'swapped')
  await workedOff(round, 1000)
}

/** The worker is killed, comes back and goes on. */
async function restarted(round: Round): Promise<void> {
  round.crew.get('w1').signal('SIGKILL')
  await killed(round, 1)
  await workedOff(round, 1000)
}

/** Only the log is left to tell of the swap. */
async function swappedThenLost(round: Round): Promise<void> {
  await swapped(round)
  await flushRedis(round)
  await restarted(round)
}

/** Mistakes about who serves. */
export const swapScenarios: readonly Scenario[] = [
  {
    name: 'undurable-swap',
    mistake: 'another model serves before anything durable says so',
    sign: /outputs with other bytes/,
    async trouble(round) {
      await swapped(round)
      await restarted(round)
    },
  },
  {
    name: 'unrecorded-models',
    mistake: 'only the store knows of swaps',
    sign: /outputs with other bytes/,
    trouble: swappedThenLost,
  },
  {
    name: 'present-champion',
    mistake: 'ticks that come again are served by who serves now',
    sign: /states with other bytes/,
    trouble: swappedThenLost,
  },
  {
    name: 'unrestored-records',
    mistake: 'a rollback brings the model back, but not the records',
    sign: /states with other bytes/,
    async trouble(round) {
      await swapped(round)
      round.say((await round.registry.rollBack())!)
      await followed(round, 'restored')
      await workedOff(round, 1000)
    },
  },
]
