import * as memory from '../../../connectors/memory/index.ts'
import type { Forecast } from '../../../operators/index.ts'
import { TickwiseError } from '../../errors.ts'
import type { OriginForecast } from '../../pipeline/forecast-origins.ts'
import { run } from '../../pipeline/run.ts'
import type { Pipeline } from '../../pipeline/spec.ts'
import type { DeadLetter } from '../../stream/dead-letter.ts'
import type { TimedSeries } from '../train/read-series.ts'

export interface ServePipelineOptions {
  readonly entries: readonly memory.MemoryTick<unknown>[]
  readonly signal: AbortSignal
  readonly onTicks: (ticks: number) => void
}

export interface PipelineForecasts {
  /** What the forecasts of each key stood on, one value a forecast: the actuals of the earlier ones. */
  readonly series: readonly TimedSeries[]
  readonly forecasts: readonly OriginForecast[]
  readonly refused: number
  readonly firstRefusal: string | undefined
}

/** Runs a pipeline's own chain with everything around it in memory. Throws `CONFIG_INVALID` where no forecasts come out. */
export async function servePipeline(
  pipeline: Pipeline,
  { entries, signal, onTicks }: ServePipelineOptions,
): Promise<PipelineForecasts> {
  const sink = memory.sink()
  const deadLetters = memory.sink<DeadLetter>()
  const { guarantee: _, ...settings } = pipeline.settings
  const around = { settings, source: memory.source({ entries }), sink, deadLetters, state: memory.store() }
  await run({ ...pipeline, ...around }, { signal, onTurn: ({ ticks }) => onTicks(ticks.length) })
  signal.throwIfAborted()
  const byKey = new Map<string, { values: number[]; times: (number | undefined)[] }>()
  const forecasts: OriginForecast[] = []
  for (const { key, eventTime, value } of sink.outputs) {
    if (!isForecast(value)) continue
    let own = byKey.get(key)
    if (own === undefined) byKey.set(key, (own = { values: [], times: [] }))
    const { last, levels, forecasts: horizons, missing } = value
    forecasts.push({ key, index: own.values.length, last, levels, forecasts: horizons })
    own.values.push(missing ? NaN : last)
    own.times.push(eventTime)
  }
  if (forecasts.length === 0) throw noForecasts(sink.outputs.length, deadLetters.outputs[0]?.value.message)
  return {
    series: [...byKey].map(([key, own]) => ({ key, ...own })),
    forecasts,
    refused: deadLetters.outputs.length,
    firstRefusal: deadLetters.outputs[0]?.value.message,
  }
}

function isForecast(value: unknown): value is Forecast<unknown> {
  const { last, levels, forecasts } = (value ?? {}) as Partial<Forecast<unknown>>
  return typeof last === 'number' && Array.isArray(levels) && Array.isArray(forecasts)
}

function noForecasts(outputs: number, refusal: string | undefined): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'a pipeline whose outputs are those of forecast, blend, calibrate or score',
    received: `${outputs} outputs, none of them a forecast${refusal === undefined ? '' : `; the first tick refused: ${refusal}`}`,
    action: 'Let the chain end with one of them, and map the columns as it needs them with --key and --time.',
  })
}
