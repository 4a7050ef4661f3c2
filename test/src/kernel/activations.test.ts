import { describe, expect, it } from 'vitest'
import { createKernel } from '../../../src/kernel/kernel.ts'

const kernel = createKernel()
const count = 40_000
const at = kernel.arena.take(count * 4)

function apply(name: 'sigmoidRow' | 'tanhRow', values: readonly number[]): number[] {
  const numbers = kernel.arena.floats(at, count).fill(0)
  numbers.set(values)
  kernel.run[name](at, count / 4)
  return [...numbers.slice(0, values.length)]
}

/** From -20 to 20, and ever closer to zero on both sides. */
const points = Array.from({ length: count }, (_, i) =>
  Math.fround(i % 2 === 0 ? (i / count) * 40 - 20 : (i % 4 === 1 ? 1 : -1) * 10 ** (-(i / count) * 12)),
)

const activations = [
  { name: 'sigmoidRow', exact: (x: number) => 1 / (1 + Math.exp(-x)), unit: () => 1, limit: 3e-7, least: 0 },
  { name: 'tanhRow', exact: Math.tanh, unit: (y: number) => Math.abs(y) || 1, limit: 6e-7, least: -1 },
] as const

describe.each(activations)('$name', ({ name, exact, unit, limit, least }) => {
  it('is as exact as its description says', () => {
    const results = apply(name, points)
    const errors = points.map((x, i) => Math.abs(results[i]! - exact(x)) / unit(exact(x)))
    expect(Math.max(...errors)).toBeLessThan(limit)
  })

  it('saturates without leaving its bounds', () => {
    const far = [30, 88, 200, 1e30, Infinity]
    expect(apply(name, far)).toEqual(far.map(() => 1))
    const lower = apply(
      name,
      far.map((x) => -x),
    )
    expect(Math.max(...lower.map((y) => y - least))).toBeLessThan(1e-12)
    const all = [...lower, ...apply(name, points)]
    expect(Math.min(...all)).toBeGreaterThanOrEqual(least)
    expect(Math.max(...all)).toBeLessThanOrEqual(1)
  })

  it('passes every NaN on', () => {
    kernel.arena.words(at, 4).set([0x7fc0_0000, 0xffc0_0000, 0x7fc0_01ff, 0xffff_ffff])
    kernel.run[name](at, 1)
    expect([...kernel.arena.floats(at, 4)]).toEqual([NaN, NaN, NaN, NaN])
  })
})
