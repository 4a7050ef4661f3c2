import { setTimeout as delay } from 'node:timers/promises'
import { swapSteps } from '../../../../src/state/checkpoint-order.ts'
import type { Random } from '../../../../src/numeric/random.ts'
import type { Round } from '../round.ts'
import type { Fault } from './faults.ts'
import { waitUntil } from './wait-until.ts'

/** How often a decision is drawn, beside the others. */
export const decisionWeights: Readonly<Record<string, number>> = { promote: 4, rollBack: 2, changeOfMind: 2, trial: 5 }

/** What people do with the registry while the workers have their troubles. */
export const decisions: Readonly<Record<string, Fault>> = {
  promote: (round, random) =>
    round.registry.decide(async () => {
      await prepareKill(round, random)
      round.say(await round.registry.promote(random))
    }),

  rollBack: (round, random) =>
    round.registry.decide(async () => {
      await prepareKill(round, random)
      round.say((await round.registry.rollBack()) ?? (await round.registry.promote(random)))
    }),

  /** A model serves for a short while only: there is a way back. */
  trial: (round, random) =>
    round.registry.decide(async () => {
      const before = await countSwaps(round)
      round.say(await round.registry.promote(random))
      await waitUntil(async () => (await countSwaps(round)) > before, 4000)
      await delay(random.integer(600))
      await prepareKill(round, random)
      round.say((await round.registry.rollBack())!)
    }),

  /** Two decisions at once: a worker that looks between them swaps twice at one offset, another one once. */
  changeOfMind: (round, random) =>
    round.registry.decide(async () => {
      await prepareKill(round, random)
      round.say(await round.registry.promote(random))
      round.say((await round.registry.rollBack())!)
      if (random.next() < 0.5) round.say(await round.registry.promote(random))
    }),
}

async function countSwaps(round: Round): Promise<number> {
  const events = (await Promise.all(round.stages.map((stage) => round.events(stage)))).flat()
  return events.filter((event) => event.type === 'model' && (event.kind === 'swapped' || event.kind === 'shadowing'))
    .length
}

/** Now and then a worker dies in the middle of following. */
async function prepareKill(round: Round, random: Random): Promise<void> {
  if (random.next() < 0.6) return
  const step = swapSteps[random.integer(swapSteps.length)]!
  const nth = step === 'records-restored' ? 1 + random.integer(4) : 1
  await round.crew.with(
    (worker) => {
      round.say(`${worker.id} will be killed at "${step}"`)
      worker.arm({ step, nth, action: 'kill' })
      return Promise.resolve()
    },
    (count) => random.integer(count),
    ({ pipeline }) => pipeline !== 'merge',
  )
}
