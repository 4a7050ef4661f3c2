import { describe, expect, it } from 'vitest'
import { jsonSection } from '../../../src/state/json-section.ts'

interface Sum {
  total: number
  seen?: string[]
}
const section = jsonSection<Sum>({ id: 'sum', version: 1, initial: { total: 0 }, maxBytes: 40 })

describe('jsonSection', () => {
  it('starts from the initial value, each time anew', () => {
    const state = section.create()
    section.read(state).total = 5
    expect(section.read(state)).toEqual({ total: 0 })
    section.write(state, { total: 1 })
    expect(section.read(section.create())).toEqual({ total: 0 })
  })

  it('reads after a write exactly what its record would decode to', () => {
    const state = section.create()
    section.write(state, { total: -0, seen: ['\ud800', 'é'] })
    expect(section.read(section.decode(section.encode(state)))).toEqual(section.read(state))
    expect(section.decode(section.encode(state))).toEqual(state)
  })

  it('refuses a state past the limit in UTF-8 bytes and keeps the old one', () => {
    const state = section.create()
    section.write(state, { total: 1, seen: ['é'.repeat(7)] })
    expect(() => section.write(state, { total: 2, seen: ['é'.repeat(8)] })).not.toThrow()
    expect(() => section.write(state, { total: 3, seen: ['é'.repeat(9)] })).toThrowError(
      expect.objectContaining({ code: 'LIMIT_EXCEEDED', received: '41 bytes' }),
    )
    expect(section.read(state).total).toBe(2)
  })

  it.each([NaN, Infinity])('refuses a state with %s', (total) => {
    const state = section.create()
    expect(() => section.write(state, { total })).toThrowError(
      expect.objectContaining({ code: 'TICK_INVALID', received: `${total} at "total"` }),
    )
    expect(section.read(state)).toEqual({ total: 0 })
  })

  it('refuses undefined and takes null', () => {
    const any = jsonSection<unknown>({ id: 'any', version: 1, initial: 0 })
    const state = any.create()
    expect(() => any.write(state, undefined)).toThrowError(expect.objectContaining({ code: 'TICK_INVALID' }))
    any.write(state, null)
    expect(any.read(state)).toBe(null)
  })

  it.each([['{"total":'], [''], ['\xff']])('refuses the bytes %j', (text) => {
    expect(() => section.decode(Buffer.from(text, 'latin1'))).toThrowError(
      expect.objectContaining({ code: 'RECORD_INVALID' }),
    )
  })
})
