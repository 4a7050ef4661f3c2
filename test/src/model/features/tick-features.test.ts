import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createFeatureExtractor } from '../../../../src/model/features/feature-extractor.ts'
import { featureSchema, type FeatureSpec } from '../../../../src/model/spec.ts'

const hour = 3_600_000
const everything = (
  [
    { kind: 'log-return', lag: 1 },
    { kind: 'seasonal-difference', period: 5 },
    { kind: 'last-season', period: 5, ahead: 2 },
    { kind: 'volatility', halfLife: 5 },
    { kind: 'deviation', halfLife: 9 },
    { kind: 'missing' },
    { kind: 'time-since' },
    { kind: 'gap' },
    { kind: 'calendar', cycle: 'day', wave: 'sin', zone: 'Europe/Zurich' },
    { kind: 'calendar', cycle: 'year', wave: 'cos', zone: 'UTC' },
    { kind: 'difference', lag: 2, column: 'volume' },
    { kind: 'volatility', halfLife: 3, column: 'volume' },
    { kind: 'missing', column: 'volume' },
    { kind: 'known', column: 'plan', ahead: 1 },
  ] as const
).map((spec) => featureSchema.parse(spec))

interface Row {
  readonly value: number
  readonly time: number
  readonly volume: number
  readonly plan: readonly number[]
}

function run(specs: readonly FeatureSpec[], rows: readonly Partial<Row>[], state?: Float64Array) {
  const extractor = createFeatureExtractor(specs)
  const own = state ?? extractor.create()
  const out = rows.map((row) => {
    const features = new Float32Array(extractor.size)
    const column = (name: string, ahead: number) => {
      if (name === 'plan') return row.plan?.[ahead] ?? NaN
      return ahead === 0 ? (row.volume ?? NaN) : NaN
    }
    extractor.update(own, row.value ?? NaN, features, 0, { time: row.time, column })
    return [...features]
  })
  return { out, state: own, extractor }
}

const orMissing = (values: fc.Arbitrary<number>) => fc.oneof({ weight: 5, arbitrary: values }, fc.constant(NaN))
const tick = fc.record({
  value: orMissing(fc.double({ min: 0.01, max: 1e4, noNaN: true })),
  passed: fc.integer({ min: 0, max: 40 * hour }),
  volume: orMissing(fc.integer({ min: -50, max: 1000 })),
  plan: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 2 }),
})
const rowsOf = (ticks: readonly { value: number; passed: number; volume: number; plan: number[] }[]): Row[] => {
  let time = Date.UTC(2024, 2, 20)
  return ticks.map(({ passed, ...row }) => ({ ...row, time: (time += passed) }))
}

describe('features of ticks that carry more than a value', () => {
  it('do not change when anything of a future tick does', () => {
    fc.assert(
      fc.property(fc.array(tick, { minLength: 2, maxLength: 40 }), fc.nat(), tick, (ticks, where, other) => {
        const at = where % ticks.length
        const changed = run(everything, rowsOf(ticks.with(at, other))).out
        expect(changed.slice(0, at)).toEqual(run(everything, rowsOf(ticks)).out.slice(0, at))
      }),
      { seed: 4 },
    )
  })

  it('go on bit by bit after the state was copied, and are always finite and clipped', () => {
    fc.assert(
      fc.property(fc.array(tick, { minLength: 1, maxLength: 40 }), fc.nat(), (ticks, where) => {
        const rows = rowsOf(ticks)
        const at = where % rows.length
        const { state } = run(everything, rows.slice(0, at))
        const whole = run(everything, rows)
        const rest = run(everything, rows.slice(at), new Float64Array(state))
        expect(rest.out).toEqual(whole.out.slice(at))
        for (const feature of whole.out.flat()) expect(Math.abs(feature)).toBeLessThanOrEqual(8)
      }),
      { seed: 5 },
    )
  })

  it('refuse a tick without an event time, or with a missing value that nothing marks, and change nothing', () => {
    const { state, extractor } = run(everything, rowsOf([{ value: 1, passed: 1, volume: 1, plan: [0, 0] }]))
    const before = state.slice()
    expect(() => extractor.update(state, 2, new Float32Array(20), 0)).toThrow('event time')
    expect(state).toEqual(before)
    const unmarked = run([{ kind: 'log-return', lag: 1 }], [{ value: 3 }])
    expect(() => unmarked.extractor.update(unmarked.state, NaN, new Float32Array(1), 0)).toThrow('missing')
    const volume = createFeatureExtractor([{ kind: 'difference', lag: 1, column: 'volume' }])
    expect(() => volume.update(volume.create(), 1, new Float32Array(1), 0)).toThrow('"volume"')
  })

  it('name the columns they look at', () => {
    expect(createFeatureExtractor(everything).columns).toEqual([
      { name: 'volume', ahead: 0 },
      { name: 'plan', ahead: 1 },
    ])
  })
})

describe('each kind', () => {
  const of = (spec: unknown, rows: readonly Partial<Row>[]) =>
    run([featureSchema.parse(spec)], rows).out.map(([x]) => x!)
  const values = (...all: number[]) => all.map((value) => ({ value }))

  it('seasonal-difference: over what such differences usually are', () => {
    // Differences over two ticks: 2, 2, 4.
    expect(of({ kind: 'seasonal-difference', period: 2 }, values(1, 5, 3, 7, 7).map(log)).slice(2)).toEqual([0, 1, 2])
  })

  it('last-season: what followed then, in units of the scale', () => {
    const specs = [{ kind: 'difference', lag: 1 } as const, featureSchema.parse({ kind: 'last-season', period: 3 })]
    const { out } = run(specs, values(0, 1, 0, 1, 2))
    // Every change has the size 1, and three ticks ago the value rose, then fell.
    expect(out.map(([, x]) => x)).toEqual([0, 0, 0, 1, -1])
  })

  it('time-since and gap: beside the usual time', () => {
    const times = [0, 10, 20, 30, 70, 80].map((time) => ({ value: 1, time }))
    expect(of({ kind: 'gap' }, times)).toEqual([0, 0, 0, 0, 1, 0])
    const since = of({ kind: 'time-since' }, times)
    expect(since.slice(0, 4)).toEqual([0, 0, 0, 0])
    expect(since[4]).toBeCloseTo(Math.log(4), 6)
  })

  it('missing: says so, and the value before stands in', () => {
    const specs = [{ kind: 'difference', lag: 1 }, { kind: 'missing' }] as const
    const { out, extractor, state } = run(specs, values(1, 2, NaN, 4))
    expect(out.map(([, marked]) => marked)).toEqual([0, 0, 1, 0])
    expect(out.map(([change]) => change)).toEqual([0, 0, 0, 2])
    expect(extractor.level(state)).toBe(4)
    expect(run(specs, values(NaN, NaN)).extractor.level(new Float64Array(9))).toBeNaN()
  })

  it('known: what is planned, in units of what plans have been', () => {
    const rows = [4, 6, 4, 6, 9].map((next) => ({ value: 1, plan: [0, next] }))
    const out = of({ kind: 'known', column: 'plan', ahead: 1 }, rows)
    expect(out[0]).toBe(0)
    expect(out[4]).toBeGreaterThan(2)
    expect(of({ kind: 'known', column: 'plan', ahead: 5 }, rows)).toEqual([0, 0, 0, 0, 0])
  })
})

/** So that the seasonal difference, which is of logarithms here, is one of whole numbers. */
function log({ value }: { readonly value: number }) {
  return { value: Math.exp(value) }
}
