import { expect, it } from 'vitest'
import type { GroupReceipt } from '../../../connectors/kafka/group-member.ts'
import type { GroupOffsets } from '../../../connectors/kafka/group-offsets.ts'
import { OffsetQueue } from '../../../connectors/kafka/offset-queue.ts'

const receipt = (generationId: number): GroupReceipt => {
  return {
    groupId: 'g',
    generationId,
    memberId: 'm',
    groupInstanceId: null,
    coordinatorId: 1,
    starts: new Map(),
    notes: new Map(),
  }
}

/** A queue, what it asks of the coordinator, and the answers to give. */
function opened() {
  const asked: [generation: number, next: Record<string, number>][] = []
  const answers: ((error?: Error) => void)[] = []
  const commit = ({ generationId }: GroupReceipt, next: ReadonlyMap<string, number>) => {
    asked.push([generationId, Object.fromEntries(next)])
    return new Promise<void>((resolve, reject) => answers.push((error) => (error ? reject(error) : resolve())))
  }
  const queue = new OffsetQueue({ commit } as unknown as GroupOffsets)
  return { queue, asked, answers }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

it('sends one request at a time, with all that came while the one before was under way', async () => {
  const { queue, asked, answers } = opened()
  const first = queue.commit(receipt(1), new Map([['a/0', 5]]))
  await settled()
  const others = [
    queue.commit(receipt(1), new Map([['a/0', 7]])),
    queue.commit(receipt(1), new Map([['a/1', 3]])),
    queue.commit(receipt(1), new Map([['a/0', 9]])),
  ]
  await settled()
  expect(asked).toEqual([[1, { 'a/0': 5 }]])
  answers[0]!()
  await first
  await settled()
  expect(asked.slice(1)).toEqual([[1, { 'a/0': 9, 'a/1': 3 }]])
  answers[1]!()
  await Promise.all(others)
})

it('keeps the generations apart, and a failure with those that it concerns', async () => {
  const { queue, asked, answers } = opened()
  const first = queue.commit(receipt(1), new Map([['a/0', 5]]))
  await settled()
  const second = queue.commit(receipt(1), new Map([['a/0', 6]]))
  const third = queue.commit(receipt(2), new Map([['a/0', 5]]))
  answers[0]!(new Error('ILLEGAL_GENERATION'))
  await expect(first).rejects.toThrow('ILLEGAL_GENERATION')
  await settled()
  answers[1]!(new Error('again'))
  await expect(second).rejects.toThrow('again')
  await settled()
  answers[2]!()
  await third
  expect(asked).toEqual([
    [1, { 'a/0': 5 }],
    [1, { 'a/0': 6 }],
    [2, { 'a/0': 5 }],
  ])
})
