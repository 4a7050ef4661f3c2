import { TickwiseError } from '../../src/errors.ts'
import { decodeForecastTarget } from '../../src/model/forecast-target.ts'
import type { Model } from '../../src/model/model.ts'

/** Forecasts from one tick, in units of the value. The tick is carried along. */
export interface Forecast<T> {
  readonly tick: T
  /** The tick's value: what the last-value forecast says for every horizon. */
  readonly last: number
  /** Levels of the quantiles below, ascending. */
  readonly levels: readonly number[]
  readonly forecasts: readonly HorizonForecast[]
}

export interface HorizonForecast {
  /** Ticks of the key ahead. */
  readonly horizon: number
  readonly point: number
  /** One a level, ascending. */
  readonly quantiles: readonly number[]
}

/** Turns a forecast head's outputs, [horizon][point, quantiles...], into values. */
export function forecastDecoder({ spec }: Model) {
  const { head } = spec
  if (head.kind !== 'forecast') throw notAForecaster(spec.name, head.kind)
  const { horizons, quantiles: levels, target } = head
  const width = 1 + levels.length
  return <T>(tick: T, level: number, scale: number, outputs: Float32Array): Forecast<T> => {
    const forecasts: HorizonForecast[] = []
    for (let n = 0; n < horizons.length; n++) {
      const horizon = horizons[n]!
      const at = n * width
      const point = decodeForecastTarget(target, outputs[at]!, level, scale, horizon)
      const quantiles: number[] = []
      for (let q = 1; q < width; q++) {
        quantiles.push(decodeForecastTarget(target, outputs[at + q]!, level, scale, horizon))
      }
      forecasts.push({ horizon, point, quantiles: quantiles.sort((a, b) => a - b) })
    }
    return { tick, last: level, levels, forecasts }
  }
}

function notAForecaster(name: string, kind: string): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected: 'a model with a forecast head',
    received: `model "${name}" with the head ${kind}`,
    action: 'Use infer(model), or train one with a forecast head.',
  })
}
