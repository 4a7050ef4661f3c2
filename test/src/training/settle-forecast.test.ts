import { describe, expect, it } from 'vitest'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import { tensorLayout } from '../../../src/model/tensors.ts'
import { createRandom } from '../../../src/numeric/random.ts'
import { settleForecast } from '../../../src/training/settle-forecast.ts'
import { forecastSpec } from './price-series.ts'

const spec = parseModelSpec(forecastSpec)
const { tensors, length } = tensorLayout(spec)
const bias = tensors.find(({ name }) => name === 'head.bias')!.offset

/** A network that says the same at every tick: [horizon][point, quantile .1, quantile .9]. */
function constantNetwork(...outputs: number[]): Float32Array {
  const weights = new Float32Array(length)
  weights.set(outputs, bias)
  return weights
}

function normalTargets(timesteps: number, mean: number, size: number, validationFrom = 0) {
  const random = createRandom(1)
  const targets = Float32Array.from({ length: 2 * timesteps }, () => mean + size * random.normal())
  return [{ inputs: new Float32Array(2 * timesteps), targets, validationFrom }]
}

describe('settleForecast', () => {
  it('draws a point that is wrong to the last value and leaves one that is right', () => {
    const weights = constantNetwork(0.5, -1, 1, -0.5, -1, 1)
    const settled = settleForecast(weights, spec, normalTargets(2000, 0.5, 1))
    expect(settled.map(({ horizon, shrink }) => [horizon, shrink])).toEqual([
      [1, 1],
      [3, 0],
    ])
    expect([weights[bias]!, Math.abs(weights[bias + 3]!)]).toEqual([0.5, 0])
  })

  it('moves the outer quantiles to where they cover what they say', () => {
    const weights = constantNetwork(0, -1, 1, 0, -2, 2)
    settleForecast(weights, spec, normalTargets(8000, 0, 1))
    // The .9 quantile of a normal is 1.2816.
    for (const row of [2, 5]) {
      expect(weights[bias + row]).toBeCloseTo(1.28, 1)
      expect(weights[bias + row - 1]).toBeCloseTo(-1.28, 1)
    }
  })

  it('looks at the validation stretch alone, and changes nothing where that is too short to tell', () => {
    const weights = constantNetwork(0.5, -1, 1, 0.5, -1, 1)
    const before = weights.slice()
    const settled = settleForecast(weights, spec, normalTargets(2000, 0, 1, 1900))
    expect(settled.map(({ shrink, widen }) => [shrink, widen])).toEqual([
      [1, 1],
      [1, 1],
    ])
    expect(weights).toEqual(before)
  })

  it('bounds the widening', () => {
    const weights = constantNetwork(0, -1, 1, 0, -1, 1)
    settleForecast(weights, spec, normalTargets(2000, 0, 100))
    expect(weights[bias + 2]).toBe(2)
  })
})
