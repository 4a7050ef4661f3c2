import { TickwiseError } from '../../errors.ts'
import type { TimedSeries } from '../train/read-series.ts'

/** Where each key is cut: learned from below `from`, forecast from `from` to `to`. */
export interface Fold {
  readonly fold: number
  readonly cuts: ReadonlyMap<string, { readonly from: number; readonly to: number }>
}

export interface FoldPlan {
  readonly folds: number
  /** The last part of every key, which is forecast, in 0..1. */
  readonly share: number
  /** Values of the longest key that are needed to learn from. */
  readonly leastTraining: number
}

/**
 * The last `share` of every key in `folds` equal parts: for each part everything before it may be learned from, as it
 * would have been at the time. Throws `INPUT_INVALID` for a file that is too short.
 */
export function planFolds(series: readonly TimedSeries[], { folds, share, leastTraining }: FoldPlan): Fold[] {
  const longest = Math.max(...series.map(({ values }) => values.length))
  const first = longest - Math.floor(longest * share)
  if (first < leastTraining || Math.floor(longest * share) < folds) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: `at least ${leastTraining} values of one key to learn from, before the ${Math.round(100 * share)} % that are forecast`,
      received: `${first} at most`,
      action: 'Give a longer file or a smaller --share; a trained model is tested with --model.',
    })
  }
  return Array.from({ length: folds }, (_, fold) => ({
    fold: fold + 1,
    cuts: new Map(
      series.map(({ key, values: { length } }) => {
        const test = Math.floor(length * share)
        const cut = (part: number) => length - test + Math.floor((test * part) / folds)
        return [key, { from: cut(fold), to: cut(fold + 1) }]
      }),
    ),
  }))
}
