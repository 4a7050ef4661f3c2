import type { Forecast } from '../../../operators/forecast.ts'
import { decodeForecastTarget } from '../../model/forecast-target.ts'
import type { WindowKey } from '../window/training-window.ts'
import type { WindowSplit } from './split-window.ts'
import type { ForecastHead } from './window-targets.ts'

export type NaiveForecast = (key: WindowKey, index: number) => Pick<Forecast<unknown>, 'levels' | 'forecasts'>

/** The last value, inside the band that held on the training stretch: what a network has to be better than. */
export function fitNaiveForecast({ sequences }: WindowSplit, head: ForecastHead): NaiveForecast {
  const { horizons, quantiles: levels, target } = head
  const bands = horizons.map((_, n) => {
    const changes = sequences.flatMap(({ targets }) =>
      Array.from(targets.filter((change, i) => i % horizons.length === n && !Number.isNaN(change))),
    )
    const sorted = Float64Array.from(changes).sort()
    return levels.map((level) => sorted[Math.min(sorted.length - 1, Math.floor(level * sorted.length))] ?? 0)
  })
  return ({ levels: values, scales }, index) => ({
    levels,
    forecasts: horizons.map((horizon, n) => ({
      horizon,
      point: values[index]!,
      quantiles: bands[n]!.map((change) =>
        decodeForecastTarget(target, change, values[index]!, scales[index]!, horizon),
      ),
    })),
  })
}
