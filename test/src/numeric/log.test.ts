import { expect, it } from 'vitest'
import { log } from '../../../src/numeric/log.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { unitsApart } from './units-apart.ts'

it('agrees with Math.log within 2 units in the last place over the whole range', () => {
  const random = createRandom(2)
  for (let i = 0; i < 200_000; i++) {
    const x = i % 2 ? 2 ** Math.floor(random.next() * 2096 - 1072) * (1 + random.next()) : 0.5 + random.next()
    expect(unitsApart(log(x), Math.log(x))).toBeLessThanOrEqual(2)
  }
})

it('handles the specials', () => {
  expect([1, 0, -0, -1, Infinity, NaN, -Infinity].map(log)).toEqual([0, -Infinity, -Infinity, NaN, Infinity, NaN, NaN])
  expect(log(2 ** -1074)).toBe(Math.log(2 ** -1074))
  expect(log(Math.E)).toBe(1)
  expect(log(2)).toBe(Math.LN2)
})

it('has the bits written down here, in every engine', () => {
  const view = new DataView(new ArrayBuffer(8))
  const hex = (x: number) => (view.setFloat64(0, x), view.getBigUint64(0).toString(16))
  expect([0.5, 3, 1e-310, 1234.5].map((x) => hex(log(x)))).toMatchInlineSnapshot(`
    [
      "bfe62e42fefa39ef",
      "3ff193ea7aad030a",
      "c0864e69394d9508",
      "401c79436f818745",
    ]
  `)
})

it('has the bits of a logarithm that takes the exponent out by its bits, at both ends of the range', () => {
  const view = new DataView(new ArrayBuffer(8))
  const hex = (x: number) => (view.setFloat64(0, x), view.getBigUint64(0).toString(16))
  const ends = [Number.MIN_VALUE, 2 ** -1022, 2 ** -1022 - 2 ** -1074, Number.MAX_VALUE, 2 ** 1023 * 1.5, Math.SQRT1_2]
  expect(ends.map((x) => hex(log(x)))).toMatchInlineSnapshot(`
    [
      "c0874385446d71c3",
      "c086232bdd7abcd2",
      "c086232bdd7abcd2",
      "40862e42fefa39ef",
      "40862bf5d2b81354",
      "bfd62e42fefa39ee",
    ]
  `)
})
