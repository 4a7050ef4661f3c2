import type { OperatorFunction } from 'rxjs'
import {
  createLabelScores,
  readLabelScores,
  updateLabelScores,
  type LabelReport,
  type LabelShape,
} from '../src/evaluation/scores/label-scores.ts'
import { TickFailure } from '../src/turn/tick-failure.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { checkWhole } from './internals/check-whole.ts'
import { keyed } from './internals/keyed.ts'
import { sizedSection, type SizedState } from './internals/sized-section.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export type { LabelMeasures, LabelReport } from '../src/evaluation/scores/label-scores.ts'

export interface ScoreLabelsOptions<T> extends StandaloneOptions<T> {
  /** Probabilities of the classes (or words) that were given before the label was known. */
  readonly probabilities: (tick: T) => ArrayLike<number>
  /** Index of the class that it was; undefined while it is not known, which scores nothing. */
  readonly actual: (tick: T) => number | undefined
  /** For which k it is counted whether the actual is among the k most probable. Default 1, 3. */
  readonly topK?: readonly number[]
  /** How many labels the rolling scores cover (or up to a third less). Default 500. */
  readonly window?: number
}

export interface LabelScored<T> {
  readonly tick: T
  readonly report: LabelReport
}

const mostClasses = 100_000

/**
 * Scores each key's labels or next words once they are known, beside always saying the most frequent class: accuracy, macro
 * F1, log loss, perplexity, Brier score, calibration error, top-k hit rate; since the start and rolling.
 *
 * 1. Scores a tick that has an actual; others change nothing.
 * 2. Emits every tick with the scores so far, and who is ahead in words.
 * 3. Scores start afresh when the number of classes changes (another model).
 *
 * @example classified$.pipe(scoreLabels({ probabilities: t => t.probabilities, actual: t => t.tick.label }))
 */
export function scoreLabels<T>(options: ScoreLabelsOptions<T>): OperatorFunction<T, LabelScored<T>> {
  const { probabilities, actual, topK = [1, 3], window = 500 } = options
  checkWhole('scoreLabels window', window, 1, 1_000_000)
  for (const k of topK) checkWhole('scoreLabels topK', k, 1, mostClasses)
  const operator: KeyedOperator<T, SizedState, LabelScored<T>> = {
    name: 'scoreLabels',
    section: (id) => sizedSection(id, `top ${topK.join(', ')}, window ${window}`),
    run(ticks, states, emit, failing) {
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        const [tick, state] = [ticks[i]!, states[i]!]
        const known = actual(tick)
        const given = known === undefined ? undefined : probabilities(tick)
        const classes = given?.length ?? state.numbers?.[0] ?? 0
        const shape: LabelShape = { classes, ks: topK, window }
        if (state.numbers === undefined || state.numbers[0] !== classes) state.numbers = createLabelScores(shape)
        if (known !== undefined && given !== undefined) {
          check(known, given)
          updateLabelScores(shape, state.numbers, known, given)
        }
        emit(i, { tick, report: readLabelScores(shape, state.numbers) })
      }
    },
  }
  return standalone(
    options,
    keyed(() => operator),
  )
}

function check(actual: number, given: ArrayLike<number>): void {
  let sound = Number.isInteger(actual) && actual >= 0 && actual < given.length && given.length <= mostClasses
  for (let n = 0; sound && n < given.length; n++) sound = given[n]! >= 0 && given[n]! <= 1
  if (sound) return
  throw new TickFailure('failed', {
    expected: `probabilities from 0 to 1, and the index of one of them (at most ${mostClasses})`,
    received: `index ${actual} of ${given.length}`,
    action: 'Hand over the probabilities of all classes, and the index of the one that it was.',
  })
}
