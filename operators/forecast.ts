import { filter, map, type OperatorFunction } from 'rxjs'
import type { Model } from '../src/model/model.ts'
import { ambientScope } from '../src/turn/scope.ts'
import { features, type Featured, type FeaturesOptions } from './features.ts'
import { infer, type Inference } from './infer.ts'
import { forecastDecoder, type Forecast } from './internals/forecast-decoder.ts'
import { modelOf } from './internals/features-of.ts'
import { isSwapped, type SwappedModel } from './internals/with-slot.ts'
import { standalone } from './internals/standalone.ts'

export type { Forecast, HorizonForecast } from './internals/forecast-decoder.ts'

/**
 * Forecasts the values of each key's next ticks: `features`, `infer`, and back to units of the value.
 *
 * 1. Advances the key's scales and hidden state with every tick.
 * 2. Emits a forecast for each tick whose key has changed often enough to have a scale (nothing before that).
 * 3. Quantiles never cross: they are put in ascending order.
 *
 * @param model a model with a `forecast` or a `mixture` head, several of them (`swapOn`), or a name (in a pipeline)
 * @example prices$.pipe(forecast(model, { key: t => t.symbol, value: t => t.price }))
 */
export function forecast<T>(
  model: Model | string | SwappedModel,
  options: FeaturesOptions<T> = {},
): OperatorFunction<T, Forecast<T>> {
  return standalone(options, (ticks) => {
    // All versions of a model have one input and one head.
    const first = isSwapped(model) ? model.first : modelOf(ambientScope()!, model)
    const decode = forecastDecoder(first)
    return ticks.pipe(
      features<T>(isSwapped(model) ? first : model, {
        value: options.value,
        time: options.time,
        column: options.column,
      }),
      infer<Featured<T>>(model),
      filter(({ tick }: Inference<Featured<T>>) => tick.ready),
      map(({ tick, outputs }) => decode(tick, outputs)),
    )
  })
}
