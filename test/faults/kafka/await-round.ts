import { monotonicMs } from './event-log.ts'
import type { Round } from './round.ts'
import { waitUntil } from './wait-until.ts'

/** A step of a scenario that must be reached, or the scenario shows nothing. */
async function must(what: string, isSo: () => Promise<boolean> | boolean, withinMs = 20_000): Promise<void> {
  if (!(await waitUntil(isSo, withinMs))) throw new Error(`not within ${withinMs} ms: ${what}`)
}

async function sumCommitted(round: Round): Promise<number> {
  let sum = 0
  for (const { committed } of await round.progress()) sum += committed
  return sum
}

/** Until the group has worked off so many ticks more. */
export async function workedOff(round: Round, ticks: number): Promise<void> {
  const goal = (await sumCommitted(round)) + ticks
  await must(`${ticks} ticks worked off`, async () => (await sumCommitted(round)) >= goal)
}

/** Until a worker reads with so many partitions, recovered after this call. */
export async function serving(round: Round, worker: string, partitions: number): Promise<void> {
  const known = (await round.events()).length
  await must(`${worker} to serve ${partitions} partitions`, async () =>
    (await round.events())
      .slice(known)
      .some((event) => event.type === 'recovered' && event.worker === worker && event.partitions === partitions),
  )
}

/** Until a worker has claimed so many partitions, all after this call. */
export async function claiming(round: Round, worker: string, partitions: number): Promise<void> {
  const from = monotonicMs()
  await must(`${worker} to claim ${partitions} partitions`, async () => {
    const claims = (await round.events()).filter(
      (event) => event.type === 'claimed' && event.worker === worker && event.sentAt > from,
    )
    return new Set(claims.map((event) => (event.type === 'claimed' ? event.partition : -1))).size >= partitions
  })
}

export async function asleep(round: Round, worker: string): Promise<void> {
  const { crew } = round
  await must(`${worker} to stop`, () => crew.get(worker).stopped(20_000))
}

/** Until so many workers have been killed. */
export async function killed(round: Round, kills: number): Promise<void> {
  await must(`${kills} workers killed`, () => round.crew.kills >= kills)
}

/** Until a worker is at a failpoint, for the first time in the round. */
export async function reaching(round: Round, worker: string, step: string): Promise<void> {
  await must(`${worker} to reach ${step}`, async () =>
    (await round.events()).some((event) => event.type === 'reached' && event.worker === worker && event.step === step),
  )
}
