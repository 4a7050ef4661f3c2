import { describe, expect, it } from 'vitest'
import { createStepper } from '../../../src/kernel/create-stepper.ts'
import { createFeatureExtractor } from '../../../src/model/features/feature-extractor.ts'
import { decodeForecastTarget } from '../../../src/model/forecast-target.ts'
import { encodeModel } from '../../../src/model/model-file.ts'
import type { Model } from '../../../src/model/model.ts'
import { trainForecaster } from '../../../src/training/train-forecaster.ts'
import type { Series } from '../../../src/training/make-forecast-sequences.ts'
import { forecastSpec, priceSeries } from './price-series.ts'

/** Errors at horizon 1 on the ticks from `from` on, served tick by tick: MAE against last value's, and coverage. */
function serve(model: Model, { values }: Series, from: number) {
  const extractor = createFeatureExtractor(forecastSpec.input.features)
  const state = extractor.create()
  const stepper = createStepper(model.spec, model.weights, { maxRows: 1 })
  const score = { network: 0, lastValue: 0, covered: 0, scored: 0 }
  for (let t = 0; t + 1 < values.length; t++) {
    const scale = extractor.scale(state)
    extractor.update(state, values[t]!, stepper.inputs, 0)
    stepper.step(1)
    if (t < from) continue
    const decode = (output: number) => decodeForecastTarget('log-return', output, values[t]!, scale, 1)
    const [point, low, high] = [...stepper.outputs.subarray(0, 3)].map(decode)
    const actual = values[t + 1]!
    score.network += Math.abs(point! - actual)
    score.lastValue += Math.abs(values[t]! - actual)
    score.scored++
    if (actual >= low! && actual <= high!) score.covered++
  }
  stepper.close()
  return { ratio: score.network / score.lastValue, coverage: score.covered / score.scored }
}

describe('trainForecaster', () => {
  it('finds what can be forecast', async () => {
    const series = priceSeries('A', 3000, 0.7, 1)
    const model = await trainForecaster({
      series: [{ ...series, values: series.values.slice(0, 2000) }],
      spec: forecastSpec,
    })
    const { ratio, coverage } = serve(model, series, 2000)
    // Knowing the law, |noise| over |change| is sqrt(1 - 0.49) = 0.71.
    expect(ratio).toBeLessThan(0.75)
    expect(Math.abs(coverage - 0.8)).toBeLessThan(0.05)
  })

  it('is no worse than last value where nothing can be forecast, in a band that holds', async () => {
    const series = priceSeries('A', 5000, 0, 2)
    const model = await trainForecaster({
      series: [{ ...series, values: series.values.slice(0, 3000) }],
      spec: forecastSpec,
    })
    const { ratio, coverage } = serve(model, series, 3000)
    expect(ratio).toBeLessThan(1.01)
    expect(Math.abs(coverage - 0.8)).toBeLessThan(0.04)
  })

  it('makes the same file from the same data and seed, on either thread', async () => {
    const series = [priceSeries('A', 700, 0.3, 3), priceSeries('B', 600, 0.3, 4)]
    const options = { updates: 60 }
    const here = await trainForecaster({ series, spec: forecastSpec, options, seed: 5, thread: 'here' })
    const worker = await trainForecaster({ series, spec: forecastSpec, options, seed: 5 })
    expect(encodeModel(worker)).toEqual(encodeModel(here))
    const other = await trainForecaster({ series, spec: forecastSpec, options, seed: 6, thread: 'here' })
    expect(other.fingerprint).not.toBe(here.fingerprint)
  })

  it('reports what it was trained on', async () => {
    const series = [priceSeries('A', 700, 0, 3), { key: 'B', values: [NaN, ...priceSeries('B', 600, 0, 4).values] }]
    const { report } = await trainForecaster({
      series,
      spec: forecastSpec,
      options: { updates: 20 },
      seed: 5,
      thread: 'here',
      data: { from: '1990-01-02' },
    })
    expect(report).toMatchObject({
      seed: 5,
      engine: 'kernel',
      updates: 20,
      data: {
        from: '1990-01-02',
        series: [
          { key: 'A', ticks: 700, validationFrom: 560, refused: 0 },
          { key: 'B', ticks: 600, validationFrom: 480, refused: 1 },
        ],
      },
    })
  })

  it('refuses a spec it can not train and data that is too short', async () => {
    const series = [priceSeries('A', 700, 0, 3)]
    const label = { ...forecastSpec, head: { kind: 'label', classes: ['up', 'down'] } }
    await expect(trainForecaster({ series, spec: label })).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
    await expect(trainForecaster({ series, spec: {} })).rejects.toThrow(/name: .*input: .*layers: .*head: /)
    const short = [{ key: 'A', values: [1, 2, 3] }]
    await expect(trainForecaster({ series: short, spec: forecastSpec })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
    await expect(trainForecaster({ series: [], spec: forecastSpec })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })
})
