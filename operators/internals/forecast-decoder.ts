import { TickwiseError } from '../../src/errors.ts'
import { decodeForecastTarget } from '../../src/model/forecast-target.ts'
import type { Model } from '../../src/model/model.ts'
import { mixForecasts } from '../../src/model/seasonal/mix-forecasts.ts'
import type { MixtureHead } from '../../src/model/seasonal/mixture-head.ts'
import type { ModelSpec } from '../../src/model/spec.ts'
import type { Featured } from './featured.ts'

/** Forecasts from one tick, in units of the value. The tick is carried along. */
export interface Forecast<T> {
  readonly tick: T
  /** The tick's value: what the last-value forecast says for every horizon. */
  readonly last: number
  /** Levels of the quantiles below, ascending. */
  readonly levels: readonly number[]
  readonly forecasts: readonly HorizonForecast[]
  /** The tick has no value: `last` is that of an earlier one, and answers no forecast. */
  readonly missing?: true
}

export interface HorizonForecast {
  /** Ticks of the key ahead. */
  readonly horizon: number
  readonly point: number
  /** One a level, ascending. */
  readonly quantiles: readonly number[]
}

/** Turns what a head gave out for a tick into values. */
export type ForecastDecoder = <T>(featured: Featured<T>, outputs: Float32Array) => Forecast<T>

/** Of a `forecast` head, [horizon][point, quantiles...], or a `mixture`. Refuses other heads with `MODEL_INVALID`. */
export function forecastDecoder({ spec }: Model): ForecastDecoder {
  const { head } = spec
  if (head.kind === 'mixture') return mixtureDecoder(spec, head)
  if (head.kind !== 'forecast') throw notAForecaster(spec.name, head.kind)
  const { horizons, quantiles: levels, target } = head
  const width = 1 + levels.length
  return ({ tick, level, scale, missing }, outputs) => {
    // Lists of their length from the start: one that grows by itself makes room for many more.
    const forecasts = new Array<HorizonForecast>(horizons.length)
    for (let n = 0; n < horizons.length; n++) {
      const horizon = horizons[n]!
      const at = n * width
      const point = decodeForecastTarget(target, outputs[at]!, level, scale, horizon)
      const quantiles = new Array<number>(width - 1)
      for (let q = 1; q < width; q++) {
        quantiles[q - 1] = decodeForecastTarget(target, outputs[at + q]!, level, scale, horizon)
      }
      forecasts[n] = { horizon, point, quantiles: width > 2 ? quantiles.sort((a, b) => a - b) : quantiles }
    }
    return missing ? { tick, last: level, levels, forecasts, missing } : { tick, last: level, levels, forecasts }
  }
}

function mixtureDecoder({ name, input }: ModelSpec, head: MixtureHead): ForecastDecoder {
  if (input.kind !== 'seasonal') throw notAForecaster(name, `mixture and the input ${input.kind}`)
  const { horizons } = head
  return ({ tick, level, seasonal }, outputs) => {
    const points = mixForecasts(input, head, outputs, seasonal!)
    return {
      tick,
      last: level,
      levels: [],
      forecasts: horizons.map((horizon, n) => ({ horizon, point: points[n]!, quantiles: [] })),
    }
  }
}

function notAForecaster(name: string, kind: string): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected: 'a model with a forecast head',
    received: `model "${name}" with the head ${kind}`,
    action: 'Use infer(model), or train one with a forecast head.',
  })
}
