import { expect, it } from 'vitest'
import { PartitionFeed } from '../../../connectors/kafka/partition-feed.ts'

const record = (offset: number) => ({ offset, timestamp: 0, key: null, value: null, headers: [] })

function openedAt(offset: number): PartitionFeed {
  const feed = new PartitionFeed({ topic: 'a', partition: 0 }, { id: 'x', partitions: [0] })
  feed.seek(offset)
  return feed
}

const takeAll = (feed: PartitionFeed) => {
  const offsets: number[] = []
  for (let entry = feed.take(); entry !== undefined; entry = feed.take()) offsets.push(entry.record.offset)
  return offsets
}

it('is fetched ahead of what it hands over, and forgets bytes with the last record of an answer', () => {
  const feed = openedAt(5)
  feed.fill([record(5), record(7)], undefined, 9, 100)
  feed.fill([record(9)], undefined, 10, 50)
  expect([feed.position, feed.fetchPosition, feed.heldBytes]).toEqual([5, 10, 150])
  feed.take()
  expect([feed.position, feed.heldBytes]).toEqual([6, 150])
  feed.take()
  expect([feed.position, feed.heldBytes]).toEqual([9, 50])
  expect(takeAll(feed)).toEqual([9])
  expect([feed.position, feed.fetchPosition, feed.heldBytes]).toEqual([10, 10, 0])
})

it('passes what is no record when all before it is handed over, not earlier', () => {
  const feed = openedAt(5)
  feed.fill([], undefined, 8, 70)
  expect([feed.position, feed.heldBytes]).toEqual([8, 0])
  feed.fill([record(8)], undefined, 9, 10)
  feed.fill([], undefined, 12, 70)
  expect([feed.position, feed.fetchPosition, feed.heldBytes]).toEqual([8, 12, 10])
  expect(takeAll(feed)).toEqual([8])
  expect(feed.position).toBe(12)
})

it('drops everything at a seek, and tells older questions from newer ones', () => {
  const feed = openedAt(5)
  const { version } = feed
  feed.fill([record(5), record(6)], [{ value: 1 }, { value: 2 }], 7, 10)
  expect(feed.take()).toEqual({ record: record(5), payload: { value: 1 } })
  feed.seek(5)
  expect([feed.position, feed.fetchPosition, feed.heldBytes, takeAll(feed)]).toEqual([5, 5, 0, []])
  expect(feed.version).toBeGreaterThan(version)
})
