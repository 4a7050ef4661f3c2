import { describe, expect, it } from 'vitest'
import { addingBaseline, addingSequence } from '../../../../src/evaluation/tasks/adding-problem.ts'
import { createRandom } from '../../../../src/numeric/random.ts'

describe('addingSequence', () => {
  it.each([2, 3, 10, 101])(
    'marks a number in each half and asks for their sum at the end, %i timesteps',
    (timesteps) => {
      const random = createRandom(1)
      for (let n = 0; n < 50; n++) {
        const { inputs, targets } = addingSequence(timesteps, random)
        const marked = [...Array(timesteps).keys()].filter((t) => inputs[2 * t + 1] === 1)
        expect(marked).toHaveLength(2)
        expect(marked[0]).toBeLessThan(timesteps / 2)
        expect(marked[1]).toBeGreaterThanOrEqual(Math.floor(timesteps / 2))
        expect(targets.at(-1)).toBeCloseTo(inputs[2 * marked[0]!]! + inputs[2 * marked[1]!]!, 6)
        expect(targets.subarray(0, -1).every(Number.isNaN)).toBe(true)
      }
    },
  )

  it('gives the same for the same seed', () => {
    expect(addingSequence(20, createRandom(4))).toEqual(addingSequence(20, createRandom(4)))
    expect(addingSequence(20, createRandom(4))).not.toEqual(addingSequence(20, createRandom(5)))
  })

  it('has the variance that the best constant answer errs', () => {
    const random = createRandom(2)
    const errors = Array.from({ length: 4000 }, () => (addingSequence(10, random).targets.at(-1)! - 1) ** 2)
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeCloseTo(addingBaseline, 1)
  })
})
