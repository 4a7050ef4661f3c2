import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { TickwiseError } from '../../../src/errors.ts'
import { float32Section } from '../../../src/state/float32-section.ts'
import { float64Section } from '../../../src/state/float64-section.ts'
import { jsonSection } from '../../../src/state/json-section.ts'
import { decodeRecord, encodeRecord } from '../../../src/state/record-codec.ts'
import { describeRecord } from '../../../src/state/describe-record.ts'
import { createLayout, createRecord } from '../../../src/state/record-layout.ts'

const hidden = (stamp = 'model-1', version = 1) => float32Section({ id: 'forecast', version, stamp, length: 3 })
const scaler = float64Section({ id: 'scaler/é', version: 2, length: 2 })
const notes = jsonSection<unknown>({ id: 'notes', version: 1, initial: null })
const layout = createLayout([hidden(), scaler, notes])

function sample() {
  const record = createRecord(layout, 'ACME')
  record.offset = 2 ** 52 + 1
  record.eventTime = 1_700_000_000_123.5
  record.ticks = 7
  ;(record.states[0] as Float32Array).set([1.5, -0, 3e-39])
  ;(record.states[1] as Float64Array).set([Math.PI, -1e300])
  notes.write(record.states[2] as { json: string }, { a: [1, 'é'] })
  return record
}

const failure = (act: () => unknown): TickwiseError => {
  try {
    act()
  } catch (error) {
    if (error instanceof TickwiseError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('record codec', () => {
  it('gives back what it was given, and the same bytes again', () => {
    const bytes = encodeRecord(layout, sample())
    const decoded = decodeRecord(layout, 'ACME', bytes)
    expect(decoded).toEqual(sample())
    expect(Object.is((decoded.states[0] as Float32Array)[1], -0)).toBe(true)
    expect(encodeRecord(layout, decoded)).toEqual(bytes)
  })

  it('keeps any numbers bit by bit', () => {
    const one = createLayout([float64Section({ id: 's', version: 1, length: 4 })])
    const numbers = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 4, maxLength: 4 })
    const header = fc.record({
      offset: fc.maxSafeNat(),
      ticks: fc.maxSafeNat(),
      eventTime: fc.option(fc.integer(), { nil: undefined }),
    })
    fc.assert(
      fc.property(numbers, header, (values, { offset, ticks, eventTime }) => {
        const record = Object.assign(createRecord(one, 'k'), { offset, ticks, eventTime })
        ;(record.states[0] as Float64Array).set(values)
        expect(decodeRecord(one, 'k', encodeRecord(one, record))).toEqual(record)
      }),
    )
  })

  it('knows no event time and no tick', () => {
    const fresh = createRecord(layout, 'k')
    const decoded = decodeRecord(layout, 'k', encodeRecord(layout, fresh))
    expect(decoded).toMatchObject({ offset: -1, eventTime: undefined, ticks: 0 })
  })

  it('reads bytes at an odd place, leaves them alone and aligns every section', () => {
    const bytes = encodeRecord(layout, sample())
    const shifted = new Uint8Array(bytes.length + 1)
    shifted.set(bytes, 1)
    const decoded = decodeRecord(layout, 'ACME', shifted.subarray(1))
    const state = decoded.states[0] as Float32Array
    expect(state.byteOffset % 8).toBe(0)
    state.fill(9)
    expect(shifted.subarray(1)).toEqual(bytes)
  })

  it('does not alias the live state', () => {
    const record = sample()
    const bytes = encodeRecord(layout, record)
    const before = bytes.slice()
    ;(record.states[0] as Float32Array).fill(5)
    expect(bytes).toEqual(before)
  })

  it('works with no sections at all', () => {
    const none = createLayout([])
    expect(decodeRecord(none, 'k', encodeRecord(none, createRecord(none, 'k')))).toEqual(createRecord(none, 'k'))
  })

  it('refuses a record cut anywhere, and trailing bytes', () => {
    const bytes = encodeRecord(layout, sample())
    for (let length = 0; length < bytes.length; length++)
      expect(failure(() => decodeRecord(layout, 'k', bytes.subarray(0, length))).code).toBe('RECORD_INVALID')
    const longer = new Uint8Array(bytes.length + 8)
    longer.set(bytes)
    expect(failure(() => decodeRecord(layout, 'k', longer))).toMatchObject({ code: 'RECORD_INVALID' })
  })

  it('refuses or decodes any damage, but never fails otherwise', () => {
    const bytes = encodeRecord(layout, sample())
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = bytes.slice()
        damaged[at]! ^= change
        try {
          const record = decodeRecord(layout, 'k', damaged)
          expect(encodeRecord(layout, record)).toEqual(damaged)
        } catch (error) {
          expect((error as TickwiseError).code).toMatch(/^RECORD_/)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it.each([
    ['offset', 8, -2],
    ['offset', 8, NaN],
    ['offset', 8, 1.5],
    ['event time', 16, Infinity],
    ['number of ticks', 24, -1],
    ['number of ticks', 24, 2 ** 53],
  ])('refuses an impossible %s', (name, at, value) => {
    const bytes = encodeRecord(layout, sample())
    new DataView(bytes.buffer).setFloat64(at, value, true)
    const error = failure(() => decodeRecord(layout, 'k', bytes))
    expect(error).toMatchObject({ code: 'RECORD_INVALID', expected: expect.stringContaining(name) as string })
  })

  it('refuses a missing event time that is written in another way', () => {
    const bytes = encodeRecord(layout, sample())
    new DataView(bytes.buffer).setBigUint64(16, 0x7ff8000000000001n, true)
    expect(failure(() => decodeRecord(layout, 'k', bytes)).code).toBe('RECORD_INVALID')
  })

  it('names magic and format', () => {
    const bytes = encodeRecord(layout, sample())
    const with_ = (at: number, value: number) => Object.assign(bytes.slice(), { [at]: value })
    expect(failure(() => decodeRecord(layout, 'k', with_(0, 88))).message).toContain('begins with "TWKR"')
    expect(failure(() => decodeRecord(layout, 'k', with_(4, 9))).message).toContain('format 1; got format 9')
  })

  it.each([
    ['another stamp', [hidden('model-2'), scaler, notes], 'section 1 to be forecast@1#'],
    [
      'another version',
      [hidden(), float64Section({ id: 'scaler/é', version: 3, length: 2 }), notes],
      'section 2 to be scaler/é@3',
    ],
    [
      'another id',
      [hidden(), scaler, jsonSection({ id: 'other', version: 1, initial: null })],
      'section 3 to be other@1',
    ],
    ['fewer sections', [hidden(), scaler], 'section 3 to be absent'],
    [
      'more sections',
      [hidden(), scaler, notes, hidden('', 4)].map((s, i) => ({ ...s, id: i === 3 ? 'more' : s.id })),
      'section 4 to be more@4',
    ],
    ['another order', [scaler, hidden(), notes], 'section 1 to be scaler/é@2'],
  ])('refuses a record of a layout with %s, naming both', (_, sections, text) => {
    const error = failure(() => decodeRecord(createLayout(sections), 'ACME', encodeRecord(layout, sample())))
    expect(error.code).toBe('RECORD_FOREIGN')
    expect(error.expected).toContain(text)
    expect(error.received).toContain(layout.description)
    expect(error.received).toContain('"ACME"')
  })

  it('refuses a section of another length, naming it', () => {
    const longer = createLayout([
      float32Section({ id: 'forecast', version: 1, stamp: 'model-1', length: 4 }),
      scaler,
      notes,
    ])
    const error = failure(() => decodeRecord(longer, 'k', encodeRecord(layout, sample())))
    expect(error).toMatchObject({ code: 'RECORD_INVALID', received: '12 bytes' })
    expect(error.expected).toContain('"forecast" of 16 bytes')
  })

  it('is described without its layout', () => {
    const { sections, ...rest } = describeRecord(encodeRecord(layout, sample()))
    expect(rest).toEqual({ format: 1, offset: 2 ** 52 + 1, eventTime: 1_700_000_000_123.5, ticks: 7 })
    expect(sections.map(({ id, version, bytes }) => [id, version, bytes.length])).toEqual([
      ['forecast', 1, 12],
      ['scaler/é', 2, 16],
      ['notes', 1, 14],
    ])
    expect(sections[0]!.stampHash).toMatch(/^(?!0{16})[0-9a-f]{16}$/)
    expect(sections[1]!.stampHash).toBe('0'.repeat(16))
  })
})
