import { crc32c, Reader, readRecordsBatch } from '@platformatic/kafka'
import { expect, it } from 'vitest'
import { encodeBatch, type BatchRecord } from '../../../connectors/kafka/record-batch.ts'

const options = { producerId: 1234567890123n, producerEpoch: 7, firstSequence: 99, timestamp: 1_600_000_000_000 }

/** Lengths around those where a number takes a byte more. */
const records: BatchRecord[] = [0, 1, 63, 64, 65, 8191, 8192, 70_000].flatMap((length) => [
  { key: Buffer.alloc(length % 500, 'k'), value: Buffer.alloc(length, 'v'), headers: [] },
  { key: null, value: Buffer.from('ß'), headers: [[Buffer.from('a'), Buffer.alloc(length % 100, 'h')]] },
  { key: Buffer.from('x'), value: null, headers: Array.from({ length: 70 }, () => [Buffer.from('n'), null] as const) },
])

it('is read by the client as it was meant, compressed or not', () => {
  for (const compression of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
    const encoded = encodeBatch(records, { ...options, compression })
    const batch = readRecordsBatch(Reader.from(encoded))
    const { producerId, producerEpoch, firstSequence } = options
    expect(batch).toMatchObject({ firstOffset: 0n, magic: 2, producerId, producerEpoch, firstSequence })
    expect(batch).toMatchObject({ length: encoded.length - 12, lastOffsetDelta: records.length - 1 })
    expect(batch).toMatchObject({ firstTimestamp: 1_600_000_000_000n, maxTimestamp: 1_600_000_000_000n })
    expect(batch.crc).toBe(crc32c(encoded.subarray(21)))
    expect(batch.attributes & 16).toBe(16)
    expect(batch.records.map(({ offsetDelta }) => offsetDelta)).toEqual(records.map((_, index) => index))
    expect(batch.records.map(({ key, value, headers }) => ({ key, value, headers }))).toEqual(records)
  }
})

it('numbers more records than a byte can', () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({ key: null, value: Buffer.from(String(i)), headers: [] }))
  const batch = readRecordsBatch(Reader.from(encodeBatch(many, { ...options, compression: 'none' })))
  expect(batch.records.map(({ value }) => Number(value?.toString()))).toEqual(many.map((_, index) => index))
})
