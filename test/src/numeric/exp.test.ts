import { expect, it } from 'vitest'
import { exp } from '../../../src/numeric/exp.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { unitsApart } from './units-apart.ts'

it('agrees with Math.exp within 2 units in the last place over the whole range', () => {
  const random = createRandom(1)
  for (let i = 0; i < 200_000; i++) {
    const x = i % 2 ? (random.next() - 0.5) * 1490 : random.normal()
    expect(unitsApart(exp(x), Math.exp(x))).toBeLessThanOrEqual(2)
  }
})

it('handles the specials', () => {
  expect([0, -0, Infinity, -Infinity, NaN, 710, -746].map(exp)).toEqual([1, 1, Infinity, 0, NaN, Infinity, 0])
  expect(unitsApart(exp(1), Math.E)).toBeLessThanOrEqual(1)
  expect(exp(709.78)).toBeLessThan(Infinity)
  expect(exp(-745.1)).toBe(2 ** -1074)
  expect(exp(1e-300)).toBe(1)
})

it('has the bits written down here, in every engine', () => {
  const view = new DataView(new ArrayBuffer(8))
  const hex = (x: number) => (view.setFloat64(0, x), view.getBigUint64(0).toString(16))
  expect([0.5, -0.75, 12.25, -700.5].map((x) => hex(exp(x)))).toMatchInlineSnapshot(`
    [
      "3ffa61298e1e069c",
      "3fde3b40ebefcd7e",
      "410982aa4f9aec90",
      "c4ff475c68ca02",
    ]
  `)
})
