import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createRandom } from '../../../src/numeric/random.ts'
import { drawSegments } from '../../../src/training/segment.ts'

it('scores every timestep past the first burn-in exactly once an epoch, and none of another sequence', () => {
  const count = fc.integer({ min: 1, max: 60 })
  fc.assert(
    fc.property(fc.array(count, { minLength: 1 }), fc.nat(10), count, fc.nat(), (lengths, burnIn, segment, seed) => {
      const stretches = lengths.map((timesteps, sequence) => ({ sequence, timesteps }))
      const scored = lengths.map((timesteps) => new Array<number>(timesteps).fill(0))
      for (const { sequence, from, scoreFrom, to } of drawSegments(
        stretches,
        { burnIn, segment },
        createRandom(seed),
      )) {
        expect(scoreFrom - from).toBe(burnIn)
        for (let t = scoreFrom; t < to; t++) scored[sequence]![t]! += 1
      }
      for (const counts of scored) {
        expect(counts.slice(0, burnIn).every((times) => times === 0)).toBe(true)
        expect(counts.slice(burnIn).every((times) => times === 1)).toBe(true)
      }
    }),
    { seed: 1 },
  )
})

it('keeps sequences whole without a length, in an order that the seed decides', () => {
  const stretches = Array.from({ length: 20 }, (_, sequence) => ({ sequence, timesteps: 30 + sequence }))
  const order = (seed: number) =>
    drawSegments(stretches, { burnIn: 4 }, createRandom(seed)).map(({ sequence }) => sequence)
  expect(order(1)).toEqual(order(1))
  expect(order(1)).not.toEqual(order(2))
  expect(order(1).toSorted((a, b) => a - b)).toEqual(stretches.map(({ sequence }) => sequence))
})
