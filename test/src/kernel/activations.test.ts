import { describe, expect, it } from 'vitest'
import { createKernel } from '../../../src/kernel/kernel.ts'

const kernel = createKernel()
const count = 40_000
const at = kernel.arena.take(count * 4)

function apply(name: 'sigmoidRow' | 'tanhRow', values: readonly number[]): Float32Array {
  const numbers = kernel.arena.floats(at, count).fill(0)
  numbers.set(values)
  kernel.run[name](at, count / 4)
  return numbers.slice(0, values.length)
}

/** From -20 to 20, and ever closer to zero on both sides. */
const points = Array.from({ length: count }, (_, i) =>
  Math.fround(i % 2 === 0 ? (i / count) * 40 - 20 : (i % 4 === 1 ? 1 : -1) * 10 ** (-(i / count) * 12)),
)

describe.each([
  ['sigmoidRow', (x: number) => 1 / (1 + Math.exp(-x)), 3e-7],
  ['tanhRow', Math.tanh, 5e-7],
] as const)('%s', (name, exact, tolerance) => {
  it('is as exact as float32 lets it', () => {
    const results = apply(name, points)
    const worst = Math.max(...points.map((x, i) => Math.abs(results[i]! - exact(x)) / Math.abs(exact(x) || 1)))
    expect(worst).toBeLessThan(tolerance)
  })

  it('saturates without leaving its bounds', () => {
    const far = [30, 88, 200, 1e30, Infinity]
    expect([...apply(name, far)]).toEqual(far.map(() => 1))
    const lower = [...apply(name, [...far.map((x) => -x), ...points.slice(far.length)])]
    const bound = name === 'tanhRow' ? -1 : 0
    expect(Math.max(...lower.slice(0, far.length).map((y) => y - bound))).toBeLessThan(1e-12)
    expect(Math.min(...lower)).toBeGreaterThanOrEqual(bound)
    expect(Math.max(...lower)).toBeLessThanOrEqual(1)
  })

  it('makes every NaN the canonical one', () => {
    const numbers = kernel.arena.words(at, 4)
    numbers.set([0x7fc0_0000, 0xffc0_0000, 0x7fc0_0001, 0xffff_ffff])
    kernel.run[name](at, 1)
    expect([...kernel.arena.words(at, 4)]).toEqual(Array(4).fill(0x7fc0_0000))
  })
})
