import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/kafka/index.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'
import type { Assignment } from '../../../src/stream/source.ts'
import { nextAssignment, nextBatch, readCount, useCluster } from './cluster.ts'

const cluster = useCluster()

async function input(partitions: number): Promise<string> {
  const topic = await cluster.createTopic(partitions)
  const records = Array.from({ length: 20 * partitions }, (_, i) => ({ value: String(i), partition: i % partitions }))
  await cluster.produce(topic, records)
  return topic
}

/** Each member's newest assignment, once all of them are in the same generation. */
async function settled(...members: LogSource[]): Promise<Assignment[]> {
  const latest: (Assignment | undefined)[] = members.map(() => undefined)
  for (;;) {
    const generations = new Set(latest.map((one) => one?.generation))
    if (generations.size === 1 && !generations.has(undefined)) return latest as Assignment[]
    for (const [index, member] of members.entries()) {
      const event = await member.read({ maxTicks: 1, waitMs: 50 })
      if (event.type === 'assigned') latest[index] = event
    }
  }
}

const ascending = (a: number, b: number) => a - b
const numbers = ({ partitions }: Assignment) => partitions.map(({ partition }) => partition)

for (const assignor of ['roundrobin', 'cooperative-sticky'] as const) {
  it(`shares the partitions out anew when a member comes or goes (${assignor})`, async () => {
    const topic = await input(4)
    const options = { topic, groupId: cluster.name('shared'), format: 'text', assignor } as const
    const first = await cluster.source(options)
    const alone = await nextAssignment(first)
    expect(numbers(alone)).toEqual([0, 1, 2, 3])
    const joining = cluster.source(options)
    const [a, b] = (await settled(first, await joining)) as [Assignment, Assignment]
    expect(a.generation).toBeGreaterThan(alone.generation)
    expect([...numbers(a), ...numbers(b)].sort(ascending)).toEqual([0, 1, 2, 3])
    expect(numbers(a)).toHaveLength(2)
    await (await joining).close()
    const again = await settled(first)
    expect(numbers(again[0]!)).toEqual([0, 1, 2, 3])
    expect(again[0]!.generation).toBeGreaterThan(a.generation)
  })
}

it('refuses a commit of ticks that were read before the partitions were shared out anew', async () => {
  const topic = await input(2)
  const options = { topic, groupId: cluster.name('late'), format: 'text' } as const
  const first = await cluster.source(options)
  await nextAssignment(first)
  const late = await nextBatch(first)
  expect(await first.holds(late.receipt)).toBe(true)
  const out = sink({ brokers: cluster.brokers, topic: cluster.name('out'), create: {} })
  cluster.onClose(() => out.close())
  await out.open({ transactionalId: cluster.name('tx') })

  const second = await cluster.source(options)
  const [now] = await settled(first, second)
  const turn = { outputs: [], deadLetters: [], next: late.next }
  expect(await out.commit({ ...turn, receipt: late.receipt })).toBe('refused')
  expect(await first.commit(late.next, late.receipt)).toBe('refused')
  expect(await first.holds(late.receipt)).toBe(false)
  const places = [0, 1].map((partition) => ({ topic, partition }))
  expect(await first.committed(places)).toEqual(new Map())

  // The member itself is as good as before: what it reads now it may commit.
  const fresh = await nextBatch(first)
  expect(fresh.receipt).toEqual(now!.receipt)
  expect(await out.commit({ ...turn, next: fresh.next, receipt: fresh.receipt })).toBe('committed')
  expect(await first.committed(places)).toEqual(fresh.next)
})

it('drops what was fetched for partitions that it may have lost', async () => {
  const topic = await input(2)
  const options = { topic, groupId: cluster.name('drop'), format: 'text' } as const
  const first = await cluster.source(options)
  await nextAssignment(first)
  await readCount(first, 3)
  const second = await cluster.source(options)
  const [now] = await settled(first, second)
  // Nobody sought: reading begins at the start of what is assigned now, with nothing of the old buffers.
  const { ticks } = await readCount(first, 20)
  expect(ticks.map(({ offset }) => offset)).toEqual(Array.from({ length: 20 }, (_, offset) => offset))
  expect([...new Set(ticks.map(({ partition }) => partition))]).toEqual(numbers(now!))
})

it('lets a member wait that no partition is left for', async () => {
  const topic = await input(1)
  const options = { topic, groupId: cluster.name('idle'), format: 'text' } as const
  const members = [await cluster.source(options), await cluster.source(options)]
  const assigned = await settled(...members)
  expect(assigned.map((one) => numbers(one).length).sort(ascending)).toEqual([0, 1])
  const idle = members[assigned.findIndex((one) => numbers(one).length === 0)]!
  expect(await idle.read({ maxTicks: 1, waitMs: 50 })).toMatchObject({ type: 'ticks', ticks: [], ended: false })
})

it('keeps the partitions of a static member through its restart', async () => {
  const topic = await input(2)
  const options = { topic, groupId: cluster.name('static'), format: 'text' } as const
  const first = await cluster.source({ ...options, staticMember: 'one' })
  const second = await cluster.source({ ...options, staticMember: 'two' })
  const [before] = await settled(first, second)
  await first.close()
  const restarted = await cluster.source({ ...options, staticMember: 'one' })
  const after = await nextAssignment(restarted)
  expect(after.partitions).toEqual(before!.partitions)
  expect(after.generation).toBe(before!.generation)
  // The process that was there before is fenced, though group and generation are the same.
  expect(await restarted.holds(before!.receipt)).toBe(false)
  expect(await restarted.commit(new Map([[`${topic}/0`, 1]]), before!.receipt)).toBe('refused')
  expect(await restarted.holds(after.receipt)).toBe(true)
})

it('forgets what a group has committed, once nobody of it reads any more', async () => {
  const topic = await input(2)
  const options = { topic, groupId: cluster.name('forget'), format: 'text' } as const
  const reading = await cluster.source(options)
  const { next, receipt } = await nextBatch(reading)
  expect(await reading.commit(next, receipt)).toBe('committed')
  await expect(reading.forget()).rejects.toMatchObject({
    code: 'SOURCE_FAILED',
    received: 'a group whose members read',
  })
  await reading.close()

  const idle = source({ ...options, brokers: cluster.brokers })
  cluster.onClose(() => idle.close())
  const places = [0, 1].map((partition) => ({ topic, partition }))
  expect(await idle.committed(places)).toEqual(next)
  expect(await idle.forget()).toEqual(places)
  expect(await idle.committed(places)).toEqual(new Map())
  expect(await idle.forget()).toEqual(places)
})
