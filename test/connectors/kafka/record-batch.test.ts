import { crc32c, Reader, readRecordsBatch } from '@platformatic/kafka'
import { expect, it } from 'vitest'
import { RecordBatch, type Content, type Header } from '../../../connectors/kafka/record-batch.ts'

const options = { producerId: 1234567890123n, producerEpoch: 7, firstSequence: 99, timestamp: 1_600_000_000_000 }
const plain = { ...options, transactional: true, compression: 'none' } as const

interface Given {
  readonly key: Content
  readonly value: Content
  readonly headers: readonly Header[]
}

/** Lengths around those where a number takes a byte more. */
const records = [0, 1, 20, 30, 31, 32, 33, 63, 64, 65, 2730, 2731, 8191, 8192, 70_000].flatMap((length): Given[] => [
  { key: Buffer.alloc(length % 500, 'k'), value: Buffer.alloc(length, 'v'), headers: [] },
  { key: null, value: 'ß', headers: [['a', Buffer.alloc(length % 100, 'h')]] },
  { key: 'x', value: null, headers: Array.from({ length: 70 }, () => ['n', null] as const) },
  { key: 'a'.repeat(length % 500), value: 'a'.repeat(length), headers: [] },
  { key: 'ß'.repeat(length % 500), value: '€'.repeat(length), headers: [['é', '😀'.repeat(length % 70)]] },
  { key: 'lone \ud800', value: new Uint8Array(length).fill(7), headers: [] },
])

function encode(given: readonly Given[]): RecordBatch {
  const batch = new RecordBatch()
  for (const { key, value, headers } of given) batch.add(key, value, headers.slice(0, -1), headers.at(-1))
  return batch
}

const toBytes = (content: Content) => (content === null ? null : Buffer.from(content as string))

it('is read by the client as it was meant, compressed or not', () => {
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const encoded = encode(records).seal({ ...plain, compression })
    const batch = readRecordsBatch(Reader.from(encoded))
    const { producerId, producerEpoch, firstSequence } = options
    expect(batch).toMatchObject({ firstOffset: 0n, magic: 2, producerId, producerEpoch, firstSequence })
    expect(batch).toMatchObject({ length: encoded.length - 12, lastOffsetDelta: records.length - 1 })
    expect(batch).toMatchObject({ firstTimestamp: 1_600_000_000_000n, maxTimestamp: 1_600_000_000_000n })
    expect(batch.crc).toBe(crc32c(encoded.subarray(21)))
    expect(batch.attributes & 16).toBe(16)
    expect(batch.records.map(({ offsetDelta }) => offsetDelta)).toEqual(records.map((_, index) => index))
    expect(batch.records.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(
      records.map(({ key, value, headers }) => ({
        key: toBytes(key),
        value: toBytes(value),
        headers: headers.map(([name, content]) => [toBytes(name), toBytes(content)]),
      })),
    )
  }
})

it('numbers more records than a byte can', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({ key: null, value: String(i), headers: [] }))
  const batch = readRecordsBatch(Reader.from(encode(many).seal(plain)))
  expect(batch.records.map(({ value }) => Number(value?.toString()))).toEqual(many.map((_, index) => index))
})

it('takes no record that makes it too large, except the first, and says when it is of no transaction', () => {
  const batch = new RecordBatch()
  expect(batch.add(null, 'x'.repeat(500), [], undefined, 100)).toBe(true)
  expect(batch.add(null, 'y', [], undefined, 500)).toBe(false)
  expect(batch.add(null, 'z', [], undefined, 1000)).toBe(true)
  const read = readRecordsBatch(Reader.from(batch.seal({ ...plain, transactional: false })))
  expect(read.records.map(({ value }) => value?.length)).toEqual([500, 1])
  expect(read.attributes & 16).toBe(0)
})
