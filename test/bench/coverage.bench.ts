import type { Bench, Figure } from './bench.ts'
import { coverages, scoreRatios, windowsWithin, worstError } from './intervals/coverage-of.ts'
import { readSeriesSets } from './intervals/data-sets.ts'
import { horizons, serveSet } from './intervals/serve-set.ts'

const nominals = [0.8, 0.9, 0.95]
/** What the network's outermost quantiles are trained for. */
const networkNominal = 0.8

/** Everything here is a function of the data, so measuring once is enough. */
const known = (value: number) => ({ rounds: 1, value: () => value, baselines: [] })
const list = (values: readonly number[], text: (value: number) => string) =>
  values.map((value, n) => `+${horizons[n]} ${text(value)}`).join(', ')

export const coverage: Bench = {
  name: 'coverage',
  about:
    `intervals of forecast, blend, calibrate for horizons ${horizons.join(', ')} after a small GRU that learned from the ` +
    'first 40 % of every series; the rest, tick by tick, is measured. Windows are of 500 forecasts in a row of one series.',
  async *figures() {
    for (const set of readSeriesSets()) {
      const served = await serveSet(set)
      for (const nominal of nominals) {
        const intervals = await served.intervals(nominal)
        const of = `${set.name}, ${100 * nominal} %`
        yield {
          name: `${of}: coverage off by at the worst horizon (${list(coverages(intervals), (value) => (100 * value).toFixed(1))})`,
          unit: 'points',
          better: 'lower',
          ...known(worstError(intervals, nominal)),
          limit: { atMost: 1 },
        } satisfies Figure
        yield {
          name: `${of}: windows within 5 points, horizons up to 5`,
          unit: '%',
          better: 'higher',
          ...known(windowsWithin(intervals, nominal, horizons.filter((horizon) => horizon <= 5).length)),
          limit: { atLeast: 98 },
        } satisfies Figure
        if (nominal !== networkNominal) continue
        const ratios = scoreRatios(intervals, nominal)
        yield {
          name: `${of}: interval score over the network's own, mean of horizons (${list(ratios, (value) => value.toFixed(3))})`,
          unit: 'times',
          better: 'lower',
          ...known(ratios.reduce((sum, ratio) => sum + ratio, 0) / ratios.length),
          limit: { atMost: 1 },
        } satisfies Figure
      }
    }
  },
}
