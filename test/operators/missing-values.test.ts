import { firstValueFrom, from, toArray } from 'rxjs'
import { expect, test } from 'vitest'
import { blend, calibrate, score, type Forecast } from '../../operators/index.ts'
import { createRandom } from '../../src/numeric/random.ts'

const random = createRandom(5)
const horizons = [1, 3]
let level = 100
const known: Forecast<number>[] = Array.from({ length: 200 }, (_, i) => {
  level += random.normal()
  const forecasts = horizons.map((horizon) => ({ horizon, point: level + 0.1, quantiles: [level - 1, level + 1] }))
  return { tick: i, last: level, levels: [0.1, 0.9], forecasts }
})
const isGap = (i: number) => i % 7 === 3
/** Where a tick has no value, the forecast stands on the last one known and says so. */
const gappy = (stand: (i: number) => number) =>
  known.map((one, i): Forecast<number> => (isGap(i) ? { ...one, last: stand(i), missing: true } : one))
const lastKnown = gappy((i) => known[i - 1]!.last)

const chains = {
  blend: (said: Forecast<number>[]) => firstValueFrom(from(said).pipe(blend({ season: 2 }), toArray())),
  calibrate: (said: Forecast<number>[]) => firstValueFrom(from(said).pipe(calibrate(), toArray())),
  score: (said: Forecast<number>[]) =>
    firstValueFrom(from(said).pipe(score({ season: 2, reportEvery: 50 }), toArray())),
}

test.each(Object.keys(chains) as (keyof typeof chains)[])('%s takes a stand-in for no actual', async (name) => {
  const without = (all: readonly Forecast<number>[]) => all.map(({ last: _, ...rest }) => rest)
  const made = await chains[name](lastKnown)
  // What stands in changes nothing, however wild it is.
  expect(without(await chains[name](gappy(() => 1e9)))).toEqual(without(made))
  // A tick that came changes something.
  expect(without(await chains[name](known))).not.toEqual(without(made))
})

test('score and calibrate count only the actuals that came', async () => {
  const [scored, calibrated] = [await chains.score(lastKnown), await chains.calibrate(lastKnown)]
  horizons.forEach((horizon, n) => {
    const came = known.filter((_, i) => i >= horizon && !isGap(i)).length
    expect(scored.at(-1)!.skill[n]!.scored).toBe(came)
    expect(calibrated.at(-1)!.calibration[n]!.scored).toBe(came)
  })
  for (const [i, { errors }] of scored.entries()) if (isGap(i)) expect(errors).toEqual([NaN, NaN])
})
