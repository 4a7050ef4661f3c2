import { describe, expect, it } from 'vitest'
import { createFeatureExtractor } from '../../../src/model/features/feature-extractor.ts'
import { decodeForecastTarget } from '../../../src/model/forecast-target.ts'
import { parseModelSpec } from '../../../src/model/parse-model-spec.ts'
import { makeForecastSequences } from '../../../src/training/make-forecast-sequences.ts'
import { forecastSpec, priceSeries } from './price-series.ts'

const spec = parseModelSpec(forecastSpec)
const horizons = [1, 3]
const series = priceSeries('A', 100, 0, 1)
const make = (values: readonly number[], share = 0.2) => makeForecastSequences([{ key: 'A', values }], spec, share)[0]!
const values = [...series.values]

describe('makeForecastSequences', () => {
  it('makes the inputs that serving makes', () => {
    const extractor = createFeatureExtractor(forecastSpec.input.features)
    const state = extractor.create()
    const served = new Float32Array(200)
    values.forEach((value, t) => extractor.update(state, value, served, 2 * t))
    expect(make(values).inputs).toEqual(served)
  })

  it('has targets that decode to the future with what serving knows at the tick', () => {
    const { targets } = make(values, 0)
    const extractor = createFeatureExtractor(forecastSpec.input.features)
    const state = extractor.create()
    let known = 0
    values.forEach((value, t) => {
      const scale = extractor.scale(state)
      extractor.update(state, value, new Float32Array(2), 0)
      horizons.forEach((horizon, h) => {
        const target = targets[2 * t + h]!
        if (Number.isNaN(target)) return
        known++
        const decoded = decodeForecastTarget('log-return', target, value, scale, horizon)
        expect(decoded / values[t + horizon]!).toBeCloseTo(1, 6)
      })
    })
    expect(known).toBe(99 - 11 + (97 - 11))
  })

  it('has no training target that the validation stretch could change', () => {
    const before = make(values)
    const after = make(values.map((value, t) => (t < before.validationFrom! ? value : 2 * value)))
    expect(before.validationFrom).toBe(80)
    const training = (sequence: typeof before) => [sequence.inputs.slice(0, 160), sequence.targets.slice(0, 160)]
    expect(training(after)).toEqual(training(before))
    expect([...before.targets.slice(2 * 76, 160)].map(Number.isNaN)).toEqual([
      ...[false, false], // t = 76: 77 and 79 are known
      ...[false, true],
      ...[false, true],
      ...[true, true],
    ])
  })

  it('does not know the future past the end, nor trust the first ticks', () => {
    const { targets } = make(values)
    expect([...targets.slice(-6)].map(Number.isNaN)).toEqual([false, true, false, true, true, true])
    expect([...targets.slice(0, 22)].every(Number.isNaN)).toBe(true)
    expect(targets[22]).not.toBeNaN()
  })

  it('leaves out values that serving would refuse, and counts them', () => {
    const dirty = values.toSpliced(30, 0, NaN, -1, 0)
    expect(make(dirty)).toEqual({ ...make(values), refused: 3 })
  })

  it('bounds the targets after a still stretch', () => {
    const { targets, inputs } = make([...new Array<number>(60).fill(7), 8, ...new Array<number>(60).fill(7)], 0)
    expect(Math.max(...[...targets].filter((target) => !Number.isNaN(target)).map(Math.abs))).toBe(32)
    expect(inputs.every(Number.isFinite)).toBe(true)
  })

  it('refuses a target in another unit than the features', () => {
    const other = parseModelSpec({ ...forecastSpec, head: { ...forecastSpec.head, target: 'difference' } })
    expect(() => makeForecastSequences([series], other, 0.2)).toThrow(/target log-return.*got difference/)
  })
})
