import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFeatureExtractor } from '../../../../src/model/features/feature-extractor.ts'
import type { FeatureSpec } from '../../../../src/model/spec.ts'

const priceFeatures: FeatureSpec[] = [
  { kind: 'log-return', lag: 1 },
  { kind: 'log-return', lag: 5 },
  { kind: 'volatility', halfLife: 5 },
  { kind: 'deviation', halfLife: 20 },
]
const numberFeatures: FeatureSpec[] = [
  { kind: 'difference', lag: 1 },
  { kind: 'difference', lag: 3 },
  { kind: 'volatility', halfLife: 5 },
  { kind: 'deviation', halfLife: 20 },
]
const price = fc.double({ min: 1e-3, max: 1e6, noNaN: true })

function run(features: FeatureSpec[], values: readonly number[], state?: Float64Array) {
  const extractor = createFeatureExtractor(features)
  const own = state ?? extractor.create()
  const ready: boolean[] = []
  const rows = values.map((value) => {
    const row = new Float32Array(extractor.size)
    ready.push(extractor.update(own, value, row, 0))
    return row
  })
  return { extractor, state: own, rows, ready }
}

describe.each([
  ['prices', priceFeatures],
  ['numbers', numberFeatures],
  ['both units', [...priceFeatures, ...numberFeatures]],
])('features of %s', (_, features) => {
  it('do not change when a future tick does', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 2, maxLength: 80 }), fc.nat(), price, (values, where, other) => {
        const at = where % values.length
        const changed = values.with(at, other)
        expect(run(features, changed).rows.slice(0, at)).toEqual(run(features, values).rows.slice(0, at))
      }),
      { seed: 1 },
    )
  })

  it('go on bit by bit after the state was copied through bytes', () => {
    fc.assert(
      fc.property(fc.array(price, { minLength: 1, maxLength: 80 }), fc.nat(), (values, where) => {
        const at = where % values.length
        const { state } = run(features, values.slice(0, at))
        const copy = new Float64Array(new Uint8Array(state.buffer.slice(0)).buffer)
        const whole = run(features, values)
        const rest = run(features, values.slice(at), copy)
        expect(rest.rows).toEqual(whole.rows.slice(at))
        expect(rest.state).toEqual(whole.state)
      }),
      { seed: 2 },
    )
  })

  it('are finite and within -8..8 whatever comes', () => {
    const extremes = features === numberFeatures ? [-1e300, 0, -5e-324] : [5e-324]
    const wild = fc.oneof(price, fc.constantFrom(1e-300, 1e300, 1, ...extremes))
    fc.assert(
      fc.property(fc.array(wild, { maxLength: 60 }), (values) => {
        for (const row of run(features, values).rows) {
          for (const feature of row) expect(Math.abs(feature)).toBeLessThanOrEqual(8)
        }
      }),
      { seed: 3 },
    )
  })

  it('are 0 for a constant series', () => {
    const { rows, extractor, state } = run(features, new Array<number>(200).fill(123.456))
    for (const row of rows) expect([...row].every((feature) => feature === 0)).toBe(true)
    expect(extractor.scale(state)).toBeGreaterThan(0)
  })

  it('are ready once every lag and the scale have their history', () => {
    const { ready } = run(
      features,
      Array.from({ length: 40 }, (_, i) => 100 + (i % 7)),
    )
    expect(ready.indexOf(true)).toBe(11)
    expect(ready.lastIndexOf(false)).toBe(10)
  })
})

describe('createFeatureExtractor', () => {
  it('divides by the scale of the ticks before', () => {
    const { rows, state, extractor } = run(
      [
        { kind: 'difference', lag: 1 },
        { kind: 'difference', lag: 2 },
      ],
      [10, 12, 10, 13],
    )
    expect(rows.map((row) => [...row])).toEqual([
      [0, 0],
      [0, 0],
      [-1, 0],
      [1.5, Math.fround(0.5 / Math.sqrt(2))],
    ])
    expect(extractor.level(state)).toBe(13)
    expect(extractor.scale(state)).toBeCloseTo(7 / 3, 1)
    expect(extractor.unit).toBe('difference')
  })

  it('keeps its state size whatever it has seen, sharing one ring between lags', () => {
    const extractor = createFeatureExtractor([
      { kind: 'log-return', lag: 20 },
      { kind: 'log-return', lag: 10 },
    ])
    expect(extractor.stateSize).toBe(2 + 2 + 20)
  })

  it('writes where it is told', () => {
    const extractor = createFeatureExtractor([{ kind: 'difference', lag: 1 }])
    const state = extractor.create()
    const out = new Float32Array(4).fill(9)
    for (const value of [1, 2, 4]) extractor.update(state, value, out, 2)
    expect([...out]).toEqual([9, 9, 2, 9])
  })

  it.each([
    ['prices', priceFeatures, [NaN, Infinity, 0, -1]],
    ['numbers', numberFeatures, [NaN, -Infinity, 1e301]],
  ])('refuses a tick that is no value for %s and changes nothing', (_, features, values) => {
    const { extractor, state } = run(features, [1, 2, 3])
    const before = state.slice()
    for (const value of values) {
      const update = () => extractor.update(state, value, new Float32Array(4), 0)
      expect(update).toThrow(expect.objectContaining({ code: 'TICK_INVALID' }))
      expect(state).toEqual(before)
    }
  })

  it('has no level before the first tick and no scale before the first change', () => {
    const extractor = createFeatureExtractor(priceFeatures)
    const state = extractor.create()
    expect(extractor.level(state)).toBeNaN()
    extractor.update(state, 5, new Float32Array(4), 0)
    expect(extractor.level(state)).toBe(5)
    expect(extractor.scale(state)).toBe(0)
  })
})
