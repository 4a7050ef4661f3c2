import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import { createOptimiser, optimiserSchema } from '../../../../src/training/optimisers/create-optimiser.ts'

const spec = optimiserSchema.parse({ kind: 'adam' })

describe('adam', () => {
  it('follows the published update', () => {
    const gradients = [0.5, -2, 0.25]
    const parameter = Float32Array.of(1)
    const adam = createOptimiser(1, spec)
    let [m, v, expected] = [0, 0, 1]
    gradients.forEach((g, t) => {
      m = 0.9 * m + 0.1 * g
      v = 0.999 * v + 0.001 * g * g
      expected -= (0.01 * (m / (1 - 0.9 ** (t + 1)))) / (Math.sqrt(v / (1 - 0.999 ** (t + 1))) + 1e-8)
      adam.step(parameter, Float32Array.of(g), 0.01)
      expect(parameter[0]).toBeCloseTo(expected, 6)
    })
  })

  it('lets weights decay apart from their gradients: adamw', () => {
    const decaying = createOptimiser(2, optimiserSchema.parse({ kind: 'adamw', weightDecay: 0.1 }))
    const plain = createOptimiser(2, spec)
    const shrunk = Float32Array.of(4, -2)
    const kept = shrunk.slice()
    decaying.step(shrunk, Float32Array.of(0, 3), 0.5)
    plain.step(kept, Float32Array.of(0, 3), 0.5)
    // Without a gradient 4 loses 0.5 * 0.1 of itself; with one, the step is Adam's on top.
    expect(shrunk[0]).toBeCloseTo(3.8, 6)
    expect(shrunk[1]).toBeCloseTo(kept[1]! + 0.1, 6)
  })

  it('continues bit by bit after save and load', () => {
    const random = createRandom(1)
    const draw = () => Float32Array.from({ length: 5 }, () => random.normal())
    const one = createOptimiser(5, spec)
    const parameters = draw()
    for (let i = 0; i < 4; i++) one.step(parameters, draw(), 0.01)
    const other = createOptimiser(5, spec)
    other.load(one.save())
    const copy = parameters.slice()
    for (let i = 0; i < 4; i++) {
      const gradients = draw()
      one.step(parameters, gradients, 0.01)
      other.step(copy, gradients, 0.01)
      expect(copy).toEqual(parameters)
    }
  })

  it('refuses the state of another size', () => {
    expect(() => createOptimiser(5, spec).load(createOptimiser(4, spec).save())).toThrow(/56 bytes.*got 48/)
  })
})
