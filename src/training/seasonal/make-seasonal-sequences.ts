import { TickwiseError, isTickwiseError } from '../../errors.ts'
import { createSeasonalExtractor } from '../../model/seasonal/seasonal-extractor.ts'
import type { ModelSpec } from '../../model/spec.ts'
import { exp } from '../../numeric/exp.ts'
import { mixtureTarget } from '../losses/mixture-loss.ts'
import type { Series } from '../make-forecast-sequences.ts'
import type { TrainingSequence } from '../training-sequence.ts'

/** What a mixture is trained for: an average of errors in units of each series, and of errors in per cent. */
export interface SeasonalLoss {
  /** Errors are divided by the series' mean absolute change over so many ticks, in training (as MASE does). */
  readonly period: number
  /** Factor of the scaled error. */
  readonly absolute: number
  /** Factor of the error in per cent, 0 to 200 (sMAPE); only where logarithms are taken. */
  readonly percent: number
}

export interface SeasonalSequence extends Omit<TrainingSequence, 'weights'> {
  readonly key: string
  readonly validationFrom: number
  /** Values that were left out because serving would refuse their ticks. */
  readonly refused: number
}

/**
 * Sequences for a `mixture` head, through the same extractor as in serving. A target is NaN while the extractor is not
 * ready, where the future is not known, and, before the validation stretch, where it lies in that stretch.
 *
 * @param validationTicks the last ticks of every series, which are kept from training
 */
export function makeSeasonalSequences(
  series: readonly Series[],
  { input, head }: Pick<ModelSpec, 'input' | 'head'>,
  loss: SeasonalLoss,
  validationTicks: number,
): SeasonalSequence[] {
  if (head.kind !== 'mixture' || input.kind !== 'seasonal') throw invalid(`${input.kind} and ${head.kind}`)
  const extractor = createSeasonalExtractor(input)
  const { horizons } = head
  const { futures } = mixtureTarget
  const width = futures + horizons.length * (1 + head.candidates)
  const logarithmic = input.unit === 'log-return'
  return series.map(({ key, values }) => {
    const known: number[] = []
    const moments: { readonly level: number; readonly ready: boolean }[] = []
    const inputs = new Float32Array(values.length * extractor.size)
    const targets = new Float32Array(values.length * width).fill(NaN)
    const candidates = new Float64Array(extractor.candidatesSize)
    const state = extractor.create()
    for (const value of values) {
      const t = known.length
      try {
        const { level, scale, ready } = extractor.update(state, value, inputs, t * extractor.size, candidates)
        moments.push({ level, ready })
        known.push(value)
        targets[t * width + mixtureTarget.scale] = scale
      } catch (error) {
        if (isTickwiseError(error, 'TICK_INVALID')) continue
        throw error
      }
      for (let c = 0; c < head.candidates; c++) {
        horizons.forEach((horizon, h) => {
          targets[t * width + futures + (1 + c) * horizons.length + h] = candidates[c * input.ahead + horizon - 1]!
        })
      }
    }
    const timesteps = known.length
    const validationFrom = Math.max(0, timesteps - validationTicks)
    const usual = usualChange(known.slice(0, validationFrom), loss.period)
    for (let t = 0; t < timesteps; t++) {
      const { level, ready } = moments[t]!
      const unit = logarithmic ? exp(level) : 1
      targets[t * width + mixtureTarget.absoluteWeight] = usual === 0 ? 0 : (loss.absolute * unit) / usual
      targets[t * width + mixtureTarget.percentWeight] = loss.percent
      const end = t < validationFrom ? validationFrom : timesteps
      horizons.forEach((horizon, h) => {
        if (!ready || t + horizon >= end) return
        const future = known[t + horizon]!
        targets[t * width + futures + h] = logarithmic ? future / unit : future - level
      })
    }
    return {
      key,
      inputs: inputs.slice(0, timesteps * extractor.size),
      targets: targets.slice(0, timesteps * width),
      validationFrom,
      refused: values.length - timesteps,
    }
  })
}

/** Mean absolute change over `period` ticks; over one where there are too few of them. 0 for a series that stands still. */
function usualChange(values: readonly number[], period: number): number {
  const lag = values.length > period ? period : 1
  let sum = 0
  for (let t = lag; t < values.length; t++) sum += Math.abs(values[t]! - values[t - lag]!)
  return values.length > lag ? sum / (values.length - lag) : 0
}

function invalid(received: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'a spec with a seasonal input and a mixture head',
    received,
    action: 'Train other models with trainForecaster.',
  })
}
