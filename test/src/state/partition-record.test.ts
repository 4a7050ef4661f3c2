import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  decodePartitionRecord,
  encodePartitionRecord,
  type PartitionRecord,
} from '../../../src/state/partition-record.ts'

const record: PartitionRecord = {
  pipeline: 'prices',
  layout: 'forecast@1#0123456789abcdef',
  identity: 'sha256:é',
  owner: 'worker-1',
  marks: { 'out.ndjson': 1234, 'dead.ndjson': 0 },
  counters: { late: 2, absorbed: 100 },
  highEventTime: 1_700_000_000_000,
  sections: { drift: Uint8Array.of(0, 255, 7) },
}
const invalid = (text: string) =>
  expect.objectContaining({ code: 'RECORD_INVALID', message: expect.stringContaining(text) as string }) as Error

/** An envelope that is sound around any text. */
function wrap(text: string): Uint8Array {
  const body = Buffer.from(text)
  const head = Buffer.from(encodePartitionRecord(record).subarray(0, 8))
  return Buffer.concat([head, createHash('sha256').update(body).digest().subarray(0, 8), body])
}

describe('partition record', () => {
  it('gives back what it was given', () => {
    expect(decodePartitionRecord(encodePartitionRecord(record))).toEqual(record)
    const empty = { ...record, highEventTime: undefined, marks: {}, counters: {}, sections: {} }
    expect(decodePartitionRecord(encodePartitionRecord(empty))).toEqual(empty)
  })

  it('has the bytes that former versions wrote', () => {
    const written = {
      ...record,
      identity: 'sha256:é \ud800 😀',
      sections: { ...record.sections, größe: Uint8Array.from({ length: 300 }, (_, i) => i & 255) },
    }
    const bytes = encodePartitionRecord(written)
    const hash = 'a2b20c5e36e29d69011b55450996493844299c6863103680551c759090406451'
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash)
    expect(decodePartitionRecord(bytes)).toEqual(written)
  })

  it('has the same bytes whatever the order of names', () => {
    const turned = { ...record, marks: { 'dead.ndjson': 0, 'out.ndjson': 1234 }, counters: { absorbed: 100, late: 2 } }
    expect(encodePartitionRecord(turned)).toEqual(encodePartitionRecord(record))
  })

  it('refuses any cut and any changed byte', () => {
    const bytes = encodePartitionRecord(record)
    for (let at = 0; at < bytes.length; at++) {
      expect(() => decodePartitionRecord(bytes.subarray(0, at))).toThrowError(invalid(''))
      const damaged = bytes.slice()
      damaged[at]! ^= 1
      expect(() => decodePartitionRecord(damaged)).toThrowError(invalid(''))
    }
  })

  it('names what is wrong', () => {
    expect(() => decodePartitionRecord(Buffer.from('SQLite format 3\0....'))).toThrowError(
      invalid('begins with "TWKP"'),
    )
    const newer = encodePartitionRecord(record)
    newer[4] = 2
    expect(() => decodePartitionRecord(newer)).toThrowError(
      expect.objectContaining({
        code: 'RECORD_FOREIGN',
        message: expect.stringMatching(/checkpoint format 1; got format 2, of a newer version/) as string,
      }) as Error,
    )
    expect(() => decodePartitionRecord(wrap('{"pipeline":'))).toThrowError(invalid('JSON text'))
    expect(() => decodePartitionRecord(wrap('{"pipeline":3}'))).toThrowError(invalid('pipeline'))
    const stranger = { ...record, sections: {}, marks: { a: -1 }, extra: 1 }
    expect(() => decodePartitionRecord(wrap(JSON.stringify(stranger)))).toThrowError(invalid('extra'))
    expect(() => decodePartitionRecord(wrap(JSON.stringify(stranger)))).toThrowError(invalid('marks.a'))
  })
})
