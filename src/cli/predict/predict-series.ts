import { z } from 'zod'
import { TickwiseError } from '../../errors.ts'
import { shortHistoryBand, type ShortHistory } from '../../evaluation/short-history.ts'
import type { Model } from '../../model/model.ts'
import type { TimedSeries } from '../train/read-series.ts'
import { serve } from '../train/score-model.ts'
import { shortHistoryChanges } from '../train/short-history-changes.ts'

export interface PredictedValue {
  readonly horizon: number
  /** What the network says; the last value where the network was not asked. */
  readonly point: number
  readonly low: number
  readonly high: number
}

export interface Prediction {
  readonly key: string
  /** Values known. */
  readonly values: number
  readonly last: number
  /** `short-history` where there are too few values for the network. */
  readonly from: 'network' | 'short-history'
  readonly next: readonly PredictedValue[]
}

const shortHistorySchema = z.object({
  kind: z.enum(['log-return', 'difference']),
  typical: z.number(),
  bands: z.array(z.tuple([z.number(), z.number()])).min(1),
})

/** What comes after each series: from the network, or from the bands of short histories. */
export async function predictSeries(model: Model, series: readonly TimedSeries[]): Promise<Prediction[]> {
  const isShort = ({ values }: TimedSeries) => values.length <= shortHistoryChanges
  const served = await serve(
    model,
    series.filter((one) => !isShort(one)),
  )
  return series
    .filter(({ values }) => values.length > 0)
    .map((one) => {
      const { key, values } = one
      const forecast = served.get(key)?.at(-1)
      if (isShort(one) || forecast === undefined) return fromShortHistory(key, values, shortHistoryOf(model))
      const next = forecast.forecasts.map(({ horizon, point, quantiles }) => ({
        horizon,
        point,
        low: quantiles[0] ?? point,
        high: quantiles.at(-1) ?? point,
      }))
      return { key, values: values.length, last: forecast.last, from: 'network', next }
    })
}

function fromShortHistory(key: string, values: readonly number[], history: ShortHistory): Prediction {
  const last = values.at(-1)!
  const [low, high] = shortHistoryBand(history, values)
  return { key, values: values.length, last, from: 'short-history', next: [{ horizon: 1, point: last, low, high }] }
}

function shortHistoryOf({ spec, report }: Model): ShortHistory {
  const parsed = shortHistorySchema.safeParse(report['shortHistory'])
  if (parsed.success) return parsed.data
  throw new TickwiseError('INPUT_INVALID', {
    expected: `more than ${shortHistoryChanges} values that change, as model "${spec.name}" has no bands for short histories`,
    received: 'fewer',
    action: 'Give more values, or train the model with `tickwise train`, which learns such bands.',
  })
}
