import { describe, expect, it } from 'vitest'
import type { Featured } from '../../operators/index.ts'
import { forecastDecoder } from '../../operators/internals/forecast-decoder.ts'
import { readComparison, ShadowScorer } from '../../operators/internals/shadow-scorer.ts'
import { createRandom } from '../../src/numeric/random.ts'
import { servedLoss } from '../../src/retraining/challenger/served-losses.ts'
import type { ForecastHead } from '../../src/retraining/challenger/window-targets.ts'
import { tickFlags, type WindowKey } from '../../src/retraining/window/training-window.ts'
import { randomForecaster } from './random-model.ts'

const model = randomForecaster()
const head = model.spec.head as ForecastHead
const ticks = 60

/** A key's ticks, what two models said on each, and the same as a window that a retraining judges. */
function problem(seed: number) {
  const random = createRandom(seed)
  const featured = Array.from({ length: ticks }, (_, i): Featured<number> => {
    const level = 100 + random.normal()
    const missing = i % 13 === 5 ? ({ missing: true } as const) : {}
    return { tick: i, inputs: new Float32Array(2), level, scale: 0.01 + 0.01 * random.next(), ready: i > 8, ...missing }
  })
  const outputs = featured.map(() => {
    const one = () => Float32Array.from({ length: 6 }, () => random.normal())
    return [one(), one()] as const
  })
  const key: WindowKey = {
    key: 'k',
    inputs: new Float32Array(2 * ticks),
    levels: Float64Array.from(featured, ({ level }) => level),
    scales: Float64Array.from(featured, ({ scale }) => scale),
    flags: Uint8Array.from(featured, ({ missing }) => (missing ? tickFlags.missing : 0)),
    order: Uint32Array.from(featured, (_, i) => i),
  }
  return { featured, outputs, key }
}

describe('comparing two models as they are served', () => {
  it('sums the losses by which a retraining judges, of every forecast whose actual came', () => {
    const { featured, outputs, key } = problem(1)
    const scorer = ShadowScorer.of(model)!
    const scores = ShadowScorer.create(scorer)
    featured.forEach((tick, i) => scorer.add(scores, tick, outputs[i]))
    const decode = forecastDecoder(model)
    // The judge's loss is a mean over the horizons that are known: one horizon at a time gives each of them.
    const sums = [0, 0]
    let count = 0
    featured.forEach((tick, i) => {
      if (!tick.ready) return
      for (const n of head.horizons.keys()) {
        const losses = outputs[i]!.map((of) => {
          const { levels, forecasts } = decode(tick, of)
          return servedLoss(key, i, head, { levels, forecasts: [forecasts[n]!] })
        })
        if (Number.isNaN(losses[0])) continue
        count++
        losses.forEach((loss, which) => (sums[which]! += loss))
      }
    })
    const found = readComparison(scores)
    expect(found).toMatchObject({ scored: count, failed: 0 })
    expect(count).toBeGreaterThan(60)
    expect(found.serving).toBeCloseTo(sums[0]!, 8)
    expect(found.shadow).toBeCloseTo(sums[1]!, 8)
    expect(found.serving).not.toBeCloseTo(found.shadow, 1)
  })

  it('goes on from its numbers alone', () => {
    const { featured, outputs } = problem(2)
    const [whole, first] = [ShadowScorer.of(model)!, ShadowScorer.of(model)!]
    const expected = ShadowScorer.create(whole)
    featured.forEach((tick, i) => whole.add(expected, tick, outputs[i]))
    let scores = ShadowScorer.create(first)
    featured.forEach((tick, i) => {
      scores = scores.slice()
      ShadowScorer.of(model)!.add(scores, tick, outputs[i])
    })
    expect(scores).toEqual(expected)
  })

  it('compares no forecast that is not finite', () => {
    const { featured, outputs } = problem(3)
    const scorer = ShadowScorer.of(model)!
    const scores = ShadowScorer.create(scorer)
    const spoiled = outputs.map(([serving]) => [serving, new Float32Array(6).fill(3e38)] as const)
    featured.forEach((tick, i) => scorer.add(scores, tick, spoiled[i]))
    expect(readComparison(scores)).toEqual({ scored: 0, serving: 0, shadow: 0, failed: 0 })
    expect(scores.every(Number.isFinite)).toBe(true)
  })
})
