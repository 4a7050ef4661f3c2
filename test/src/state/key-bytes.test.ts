import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromKeyBytes, toKeyBytes } from '../../../src/state/key-bytes.ts'

const anyString = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) })
const key = fc.oneof(
  anyString,
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude00', '\ue000', '\ud7ff', '\0') }),
)

describe('key bytes', () => {
  it('come back as the same string', () => {
    fc.assert(
      fc.property(key, (text) => fromKeyBytes(toKeyBytes(text)) === text),
      { numRuns: 2000 },
    )
  })

  it('sort as the strings do', () => {
    const order = (difference: number) => Math.sign(difference)
    fc.assert(
      fc.property(key, key, (a, b) => {
        expect(order(Buffer.compare(toKeyBytes(a), toKeyBytes(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
      }),
      { numRuns: 2000 },
    )
  })

  it('are plain UTF-8 where there is no surrogate', () => {
    expect(Buffer.from(toKeyBytes('Zürich 한국 \0')).toString()).toBe('Zürich 한국 \0')
  })
})
