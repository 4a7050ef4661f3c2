import { isTickwiseError, TickwiseError } from '../errors.ts'
import { createFeatureExtractor } from '../model/features/feature-extractor.ts'
import type { TickExtras } from '../model/features/feature.ts'
import { encodeForecastTarget } from '../model/forecast-target.ts'
import type { ModelSpec } from '../model/spec.ts'
import type { TrainingSequence } from './training-sequence.ts'

/** The values of one key, oldest first. */
export interface Series {
  readonly key: string
  /** NaN where the value is missing. */
  readonly values: readonly number[] | Float64Array
  /** Event times in milliseconds since the epoch, for features that look at them. */
  readonly times?: readonly (number | undefined)[] | undefined
  /** Other columns by name, as long as the values; NaN where a number is missing. */
  readonly columns?: Readonly<Record<string, readonly number[]>> | undefined
}

export interface ForecastSequence extends Required<Omit<TrainingSequence, 'weights'>> {
  readonly key: string
  /** Values that were left out because serving would refuse their ticks. */
  readonly refused: number
}

/** A larger change, in units of the target, is cut: it follows a still stretch and says nothing about the usual. */
const largestTarget = 32

/**
 * Sequences for a forecast head, through the same feature extractor as in serving. A target is NaN while the features
 * are not ready, where the future is not known, and, before the validation stretch, where it lies in that stretch.
 *
 * @param validationShare the last part of every series, in 0..1, that is kept from training
 */
export function makeForecastSequences(
  series: readonly Series[],
  { input, head }: Pick<ModelSpec, 'input' | 'head'>,
  validationShare: number,
): ForecastSequence[] {
  if (head.kind !== 'forecast' || input.kind !== 'features') {
    throw invalid('a spec with features and a forecast head', `${input.kind} and ${head.kind}`)
  }
  const extractor = createFeatureExtractor(input.features)
  if (extractor.unit !== head.target) {
    throw invalid(`the target ${extractor.unit}, as the features are scaled in it`, `${head.target}`)
  }
  return series.map(({ key, values, times, columns }) => {
    const levels: number[] = []
    let row = 0
    const extras: TickExtras = {
      get time() {
        return times?.[row]
      },
      // What is known in the future is what came to be.
      column: (name, ahead) => columns?.[name]?.[row + ahead] ?? NaN,
    }
    const scales: number[] = []
    const ready: boolean[] = []
    const missing: boolean[] = []
    const inputs = new Float32Array(values.length * extractor.size)
    const state = extractor.create()
    for (; row < values.length; row++) {
      const value = values[row]!
      const scale = extractor.scale(state)
      try {
        ready.push(extractor.update(state, value, inputs, levels.length * extractor.size, extras))
      } catch (error) {
        if (isTickwiseError(error, 'TICK_INVALID')) continue
        throw error
      }
      levels.push(Number.isNaN(value) ? extractor.level(state) : value)
      missing.push(Number.isNaN(value))
      scales.push(scale)
    }
    const timesteps = levels.length
    const validationFrom = timesteps - Math.floor(timesteps * validationShare)
    const targets = new Float32Array(timesteps * head.horizons.length).fill(NaN)
    for (let t = 0; t < timesteps; t++) {
      const end = t < validationFrom ? validationFrom : timesteps
      head.horizons.forEach((horizon, n) => {
        if (!ready[t] || t + horizon >= end || missing[t + horizon]) return
        const target = encodeForecastTarget(head.target, levels[t + horizon]!, levels[t]!, scales[t]!, horizon)
        targets[t * head.horizons.length + n] = Math.min(largestTarget, Math.max(-largestTarget, target))
      })
    }
    return {
      key,
      inputs: inputs.slice(0, timesteps * extractor.size),
      targets,
      validationFrom,
      refused: values.length - timesteps,
    }
  })
}

function invalid(expected: string, received: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected,
    received,
    action: 'Use difference features with a difference target, log returns with a log-return target.',
  })
}
