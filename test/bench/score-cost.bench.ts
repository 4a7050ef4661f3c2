import { Subject } from 'rxjs'
import { blend, calibrate, score, type Forecast } from '../../operators/index.ts'
import { createRandom } from '../../src/numeric/random.ts'
import type { Bench } from './bench.ts'
import { calibration, goalAgainstCalibration } from './calibration.ts'
import { timeCalls } from './time-calls.ts'

const horizons = [1, 2, 3, 4, 5]
const keys = 64
const ticksAKey = 64

/** Each slice holds some collections of garbage, and the median of many lets a busy moment pass. */
const slicing = { sliceMs: 50, slices: 25 }

/** Forecasts of some keys in turn, made beforehand: what a network would hand on. */
function makeForecasts(): Forecast<{ readonly key: string }>[] {
  const random = createRandom(1)
  const lasts = Array.from({ length: keys }, () => 100)
  const levels = [0.1, 0.9]
  return Array.from({ length: keys * ticksAKey }, (_, i) => {
    const last = (lasts[i % keys]! *= 1 + 0.01 * random.normal())
    const forecasts = horizons.map((horizon) => {
      const point = last * (1 + 0.001 * random.normal())
      return { horizon, point, quantiles: [point - Math.sqrt(horizon), point + Math.sqrt(horizon)] }
    })
    return { tick: { key: `K${i % keys}` }, last, levels, forecasts }
  })
}

export const scoreCost: Bench = {
  name: 'score-cost',
  about:
    `blend, calibrate and score of ${horizons.length} horizons on a plain Observable, ${keys} keys in turn; with a full report ` +
    'at every hundredth forecast of a key.',
  *figures() {
    const forecasts = makeForecasts()
    const key = ({ tick }: Forecast<{ readonly key: string }>) => tick.key
    const source = new Subject<Forecast<{ readonly key: string }>>()
    let taken = 0
    source.pipe(blend({ key }), calibrate({ key }), score({ key })).subscribe(() => taken++)
    const measure = () => {
      const before = taken
      const all = () => {
        for (const forecast of forecasts) source.next(forecast)
      }
      const time = timeCalls(all, forecasts.length, slicing)
      if (taken === before) throw new Error('nothing came out')
      return time
    }
    yield {
      name: 'five horizons',
      unit: 'µs/tick',
      better: 'lower',
      value: measure,
      baselines: [
        {
          name: 'calibration round',
          measure: () => 1e6 / calibration.measure(),
          // 4 µs a tick on the reference machine.
          goal: goalAgainstCalibration(1e6 / 4),
        },
      ],
    }
  },
}
