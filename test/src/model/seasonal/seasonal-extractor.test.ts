import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeasonalExtractor } from '../../../../src/model/seasonal/seasonal-extractor.ts'
import { seasonalInputSchema, type SeasonalInput } from '../../../../src/model/seasonal/seasonal-input.ts'
import { inputSize, modelSpecSchema } from '../../../../src/model/spec.ts'

const input = seasonalInputSchema.parse({
  kind: 'seasonal',
  window: 8,
  recent: 3,
  ahead: 6,
  candidates: [
    { kind: 'last' },
    { kind: 'drift', window: 4 },
    { kind: 'lag', lag: 4 },
    { kind: 'lag', lag: 4, shift: 2 },
    { kind: 'profile', period: 4, rate: 0.5, shift: 2 },
  ],
})

function run(spec: SeasonalInput, values: readonly number[], state?: Float64Array) {
  const extractor = createSeasonalExtractor(spec)
  const own = state ?? extractor.create()
  const rows = values.map((value) => {
    const inputs = new Float32Array(extractor.size)
    const moment = extractor.update(own, value, inputs, 0, new Float64Array(extractor.candidatesSize))
    return { inputs, ...moment }
  })
  return { extractor, state: own, rows }
}

const head = { kind: 'label' as const, classes: ['a', 'b'] }
const value = fc.double({ min: 1e-3, max: 1e6, noNaN: true })

describe('a seasonal input', () => {
  it('does not change when a future tick does', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 40 }), fc.nat(), value, (values, where, other) => {
        const at = where % values.length
        expect(run(input, values.with(at, other)).rows.slice(0, at)).toEqual(run(input, values).rows.slice(0, at))
      }),
      { seed: 1 },
    )
  })

  it('goes on bit by bit after its state was copied; its inputs are finite and clipped', () => {
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 40 }), fc.nat(), (values, where) => {
        const at = where % values.length
        const whole = run(input, values)
        const rest = run(input, values.slice(at), new Float64Array(run(input, values.slice(0, at)).state))
        expect(rest.rows).toEqual(whole.rows.slice(at))
        for (const { inputs, candidates } of whole.rows) {
          for (const number of inputs) expect(Math.abs(number)).toBeLessThanOrEqual(6)
          for (const number of candidates) expect(Number.isFinite(number)).toBe(true)
        }
      }),
      { seed: 2 },
    )
  })

  it('offers what the candidates say, in units of level and scale', () => {
    const differences = { ...input, unit: 'difference' as const }
    const values = [1, 5, 2, 8, 2, 6, 3, 9, 4, 8]
    const { level, scale, candidates } = run(differences, values).rows.at(-1)!
    expect(level).toBe((2 + 8 + 2 + 6 + 3 + 9 + 4 + 8) / 8)
    expect(scale).toBe([2, 8, 2, 6, 3, 9, 4, 8].reduce((sum, one) => sum + Math.abs(one - level), 0) / 8)
    const said = [...candidates].map((one) => Math.round(1e9 * (level + scale * one)) / 1e9)
    expect(said.slice(0, 6)).toEqual([8, 8, 8, 8, 8, 8])
    // From 6 to 8 in four ticks.
    expect(said.slice(6, 12)).toEqual([8.5, 9, 9.5, 10, 10.5, 11])
    expect(said.slice(12, 18)).toEqual([3, 9, 4, 8, 3, 9])
    // The last two ticks were 2 above those a season ago.
    expect(said.slice(18, 24)).toEqual([5, 11, 6, 10, 5, 11])
    // 1, 5, 2, 8 went half way to 2, 6, 3, 9; then 1.5 and 5.5 to 4 and 8, each of them 2.5 above.
    expect(said.slice(24, 30)).toEqual([5, 11, 5.25, 9.25, 5, 11])
  })

  it('says the value of now where a season is not known yet, and is ready only with a scale', () => {
    const { rows } = run(input, [3, 5])
    expect(rows.map(({ ready }) => ready)).toEqual([false, false])
    const { level, scale, candidates } = rows[1]!
    for (const at of [12, 17, 23, 29]) expect(level + scale * candidates[at]!).toBeCloseTo(Math.log(5), 12)
    const still = run(input, new Array<number>(30).fill(7)).rows.at(-1)!
    expect([...still.inputs].every((number) => number === 0 || number === -6)).toBe(true)
    expect(run(input, [4, 9, 6]).rows.at(-1)!.floor).toBe(2)
  })

  it('refuses a value that it can not take and changes nothing', () => {
    const { extractor, state } = run(input, [1, 2])
    const before = state.slice()
    for (const bad of [0, -1, NaN, Infinity]) {
      const update = () => extractor.update(state, bad, new Float32Array(99), 0, new Float64Array(99))
      expect(update).toThrow(expect.objectContaining({ code: 'TICK_INVALID' }))
    }
    expect(state).toEqual(before)
  })

  it('has the size that its spec says', () => {
    const hourly = seasonalInputSchema.parse({
      kind: 'seasonal',
      window: 168,
      recent: 24,
      ahead: 48,
      candidates: [
        { kind: 'lag', lag: 24 },
        { kind: 'lag', lag: 168 },
        { kind: 'lag', lag: 168, shift: 24 },
        { kind: 'profile', period: 168, rate: 0.3, shift: 24 },
      ],
    })
    expect(inputSize({ input: hourly, head })).toBe(128)
    for (const spec of [input, hourly])
      expect(createSeasonalExtractor(spec).size).toBe(inputSize({ input: spec, head }))
  })

  it('goes with a mixture head that has its candidates, unit and reach', () => {
    const spec = { name: 'm', input, layers: [{ cell: 'gru', hidden: 4 }] }
    const parse = (head: object) => modelSpecSchema.safeParse({ ...spec, head: { kind: 'mixture', ...head } }).success
    expect(parse({ horizons: [1, 6], candidates: 5 })).toBe(true)
    expect(parse({ horizons: [1, 6], candidates: 4 })).toBe(false)
    expect(parse({ horizons: [1, 7], candidates: 5 })).toBe(false)
    expect(parse({ horizons: [1, 6], candidates: 5, target: 'difference' })).toBe(false)
  })
})
