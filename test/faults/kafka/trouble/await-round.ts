import { Admin } from '@platformatic/kafka'
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicMs } from '../worker/event-log.ts'
import type { Round } from '../round.ts'
import type { Failpoint, WorkerPlan } from '../worker/worker-plan.ts'
import { waitUntil } from './wait-until.ts'

/** A step of a scenario that must be reached, or the scenario shows nothing. */
async function must(what: string, isSo: () => Promise<boolean> | boolean, withinMs = 60_000): Promise<void> {
  if (!(await waitUntil(isSo, withinMs))) throw new Error(`not within ${withinMs} ms: ${what}`)
}

/** Until the group has worked off so many ticks more. */
export async function workedOff(round: Round, ticks: number): Promise<void> {
  const goal = (await round.countWorkedOff()) + ticks
  await must(`${ticks} ticks worked off`, async () => (await round.countWorkedOff()) >= goal)
}

/** Starts a worker. Until it reads, recovered, with so many partitions. */
export async function serve(
  round: Round,
  worker: string,
  partitions: number,
  changes: Partial<WorkerPlan> = {},
): Promise<void> {
  const known = (await round.events()).length
  round.startWorker(worker, changes)
  await must(`${worker} to serve ${partitions} partitions`, async () =>
    (await round.events())
      .slice(known)
      .some((event) => event.type === 'recovered' && event.worker === worker && event.partitions === partitions),
  )
}

/** Whether a worker has got to know the committed offsets. */
export async function isPositioned(round: Round, worker: string): Promise<boolean> {
  return (await round.events()).some((event) => event.type === 'positioned' && event.worker === worker)
}

/** Starts a worker. Until it has claimed so many partitions. */
export async function claim(round: Round, worker: string, partitions: number): Promise<void> {
  const from = monotonicMs()
  round.startWorker(worker)
  await must(`${worker} to claim ${partitions} partitions`, async () => {
    const claims = (await round.events()).filter(
      (event) => event.type === 'claimed' && event.worker === worker && event.sentAt > from,
    )
    return new Set(claims.map((event) => (event.type === 'claimed' ? event.partition : ''))).size >= partitions
  })
}

/** Until a worker sleeps at a failpoint. */
export async function asleep(round: Round, worker: string, point: Omit<Failpoint, 'action'>): Promise<void> {
  const { crew } = round
  crew.arm(worker, { ...point, action: 'stop' })
  await must(`${worker} to stop`, () => crew.get(worker).stopped(60_000))
}

/** Until every partition of the first stage was told of in such news about models, in all of the round so often. */
export async function followed(round: Round, kind: 'swapped' | 'restored', times = 1): Promise<void> {
  const { partitions } = round.stages[0]
  await must(`all partitions to be ${kind}`, async () => {
    const told = (await round.events()).filter((event) => event.type === 'model' && event.kind === kind)
    return told.length >= times * partitions
  })
}

/** Until so many workers have been killed. */
export async function killed(round: Round, kills: number): Promise<void> {
  await must(`${kills} workers killed`, () => round.crew.kills >= kills)
}

/** Until a worker waits at a failpoint, for the first time in the round. It does so until it is told to go on. */
export async function waiting(round: Round, worker: string, { step, nth }: Omit<Failpoint, 'action'>): Promise<void> {
  round.crew.arm(worker, { step, nth, action: 'wait' })
  await must(`${worker} to reach ${step}`, async () =>
    (await round.events()).some((event) => event.type === 'reached' && event.worker === worker && event.step === step),
  )
}

/** Until the group has so many members, and all of them know their partitions. */
export async function settled(round: Round, members: number): Promise<void> {
  const { groupId } = round.stages[0]
  const admin = new Admin({ clientId: 'faults', bootstrapBrokers: [round.surroundings.broker.address] })
  try {
    await must(`the group to settle with ${members} members`, async () => {
      const group = (await admin.describeGroups({ groups: [groupId] })).get(groupId)
      return group?.members.size === members && group.state.toLowerCase() === 'stable'
    })
  } finally {
    await admin.close()
  }
  // The last answer is still on its way.
  await delay(500)
}
