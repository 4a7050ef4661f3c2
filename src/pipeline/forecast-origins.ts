import { filter, identity, map, type OperatorFunction } from 'rxjs'
import * as memory from '../../connectors/memory/index.ts'
import { forecast, type Forecast } from '../../operators/forecast.ts'
import type { Model } from '../model/model.ts'
import { run } from './run.ts'
import { pipeline } from './spec.ts'

/** The values of one key, oldest first, with what its ticks carry beside them. */
export interface OriginSeries {
  readonly key: string
  /** NaN where the value is missing. */
  readonly values: readonly number[]
  /** Milliseconds since the epoch. */
  readonly times?: readonly (number | undefined)[] | undefined
  /** Other columns by name; what a model knows ahead is taken from later entries. */
  readonly columns?: Readonly<Record<string, readonly number[]>> | undefined
}

/** A value on its way through the pipeline: its series' place in the list, and its own in the series. */
export interface OriginTick {
  readonly series: number
  readonly index: number
}

/** What was forecast at an origin: the index of the last value that was known. */
export interface OriginForecast extends Omit<Forecast<unknown>, 'tick'> {
  readonly key: string
  readonly index: number
}

export interface ForecastOriginsOptions {
  readonly model: Model
  readonly series: readonly OriginSeries[]
  /** The ticks whose forecasts are wanted. */
  readonly isOrigin: (series: OriginSeries, index: number) => boolean
  /** Operators behind the forecast, such as `blend`; they see every tick's. */
  readonly refine?: OperatorFunction<Forecast<OriginTick>, Forecast<OriginTick>> | undefined
  readonly signal?: AbortSignal | undefined
  /** Called with the number of ticks of every turn. */
  readonly onTicks?: ((ticks: number) => void) | undefined
}

/**
 * Serves whole series through a pipeline, as in production, and gives back the forecasts of the origins: each was made with what its tick and those before it carried. Throws the signal's reason.
 */
export async function forecastOrigins(options: ForecastOriginsOptions): Promise<OriginForecast[]> {
  const { model, series, isOrigin, refine = identity, signal, onTicks } = options
  signal?.throwIfAborted()
  // In turns, so that a turn of the pipeline has ticks of many keys, which are stepped as one matrix.
  const longest = Math.max(0, ...series.map(({ values }) => values.length))
  const entries: memory.MemoryTick<OriginTick>[] = []
  for (let index = 0; index < longest; index++) {
    series.forEach(({ key, values, times }, n) => {
      if (index >= values.length) return
      const eventTime = times?.[index]
      entries.push({ key, value: { series: n, index }, ...(eventTime === undefined ? {} : { eventTime }) })
    })
  }
  const sink = memory.sink<OriginForecast>()
  const served = pipeline<OriginTick, OriginForecast>({
    name: 'backtest',
    source: memory.source<OriginTick>({ entries }),
    sink,
    deadLetters: memory.sink(),
    state: memory.store(),
    operators: (ticks) =>
      ticks.pipe(
        forecast(model, {
          value: ({ series: n, index }) => series[n]!.values[index]!,
          column: ({ series: n, index }, name, ahead) => series[n]!.columns?.[name]?.[index + ahead] ?? NaN,
        }),
        refine,
        filter(({ tick: { series: n, index } }) => isOrigin(series[n]!, index)),
        map(({ tick: { series: n, index }, ...made }) => ({ key: series[n]!.key, index, ...made })),
      ),
  })
  await run(served, {
    ...(signal === undefined ? {} : { signal }),
    onTurn: ({ ticks }) => onTicks?.(ticks.length),
  })
  signal?.throwIfAborted()
  return sink.outputs.map(({ value }) => value)
}
