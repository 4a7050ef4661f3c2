import { exp } from '../../numeric/exp.ts'
import { brierTerm } from '../metrics/brier.ts'
import { calibrationBin } from '../metrics/expected-calibration-error.ts'
import { logTerm } from '../metrics/log-loss.ts'
import { topClass } from '../metrics/top-class.ts'
import { rankOf } from '../metrics/top-k-accuracy.ts'

/** Means over the labels scored. NaN where nothing is known. */
export interface LabelMeasures {
  readonly scored: number
  readonly accuracy: number
  /** Accuracy of always saying the class that was most frequent until then. */
  readonly naiveAccuracy: number
  /** In nats. */
  readonly logLoss: number
  /** e to the log loss: for words, the perplexity. */
  readonly perplexity: number
  /** 0 to 2. */
  readonly brier: number
  /** Share of actuals among the k most probable, one a k. */
  readonly topK: readonly number[]
}

export interface LabelReport {
  readonly sinceStart: LabelMeasures
  /** Over the last labels; how many, `scored` says. */
  readonly rolling: LabelMeasures
  /** Since the start. */
  readonly macroF1: number
  readonly calibrationError: number
  /** Who is ahead, in words. */
  readonly verdict: string
}

export interface LabelShape {
  readonly classes: number
  readonly ks: readonly number[]
  readonly window: number
}

const bins = 15
const blocks = 3
const sums = 5

/**
 * Running scores of a key's labels, as float64 numbers: [classes; sums since the start (scored, hits, hits of the most
 * frequent class, log loss, Brier, hits among the first k); the same for three blocks of the window; gaps of calibration,
 * one a bin; then for each class: came, said, both].
 */
export function createLabelScores({ classes, ks }: LabelShape): Float64Array {
  const scores = new Float64Array(1 + (sums + ks.length) * (1 + blocks) + bins + 3 * classes)
  scores[0] = classes
  return scores
}

/** Scores one prediction. The most frequent class is that of the actuals before this one. */
export function updateLabelScores(
  { classes, ks, window }: LabelShape,
  scores: Float64Array,
  actual: number,
  probabilities: ArrayLike<number>,
): void {
  const fields = sums + ks.length
  const gapsAt = 1 + fields * (1 + blocks)
  const classAt = gapsAt + bins
  const length = Math.max(1, Math.floor(window / blocks))
  const scored = scores[1]!
  const block = 1 + fields * (1 + (Math.floor(scored / length) % blocks))
  if (scored % length === 0) scores.fill(0, block, block + fields)
  const top = topClass(probabilities)
  const hit = top === actual ? 1 : 0
  const rank = rankOf(actual, probabilities)
  let frequent = 0
  for (let n = 1; n < classes; n++) if (scores[classAt + 3 * n]! > scores[classAt + 3 * frequent]!) frequent = n
  const add = (field: number, term: number) => {
    scores[1 + field]! += term
    scores[block + field]! += term
  }
  add(0, 1)
  add(1, hit)
  add(2, frequent === actual ? 1 : 0)
  add(3, logTerm(probabilities[actual]!))
  add(4, brierTerm(actual, probabilities))
  for (let n = 0; n < ks.length; n++) add(sums + n, rank < ks[n]! ? 1 : 0)
  scores[gapsAt + calibrationBin(probabilities[top]!, bins)]! += hit - probabilities[top]!
  scores[classAt + 3 * actual]! += 1
  scores[classAt + 3 * top + 1]! += 1
  if (hit === 1) scores[classAt + 3 * top + 2]! += 1
}

export function readLabelScores({ classes, ks }: LabelShape, scores: Float64Array): LabelReport {
  const fields = sums + ks.length
  const gapsAt = 1 + fields * (1 + blocks)
  const recent = new Float64Array(fields)
  for (let i = 0; i < blocks * fields; i++) recent[i % fields]! += scores[1 + fields + i]!
  const sinceStart = toMeasures(scores.subarray(1, 1 + fields))
  const gaps = scores.subarray(gapsAt, gapsAt + bins)
  let [sum, present] = [0, 0]
  for (let n = 0; n < classes; n++) {
    const [came, said, both] = scores.subarray(gapsAt + bins + 3 * n, gapsAt + bins + 3 * n + 3)
    if (came! + said! === 0) continue
    present++
    sum += (2 * both!) / (came! + said!)
  }
  return {
    sinceStart,
    rolling: toMeasures(recent),
    macroF1: sum / present,
    calibrationError: gaps.reduce((total, gap) => total + Math.abs(gap), 0) / sinceStart.scored,
    verdict: labelVerdict(sinceStart),
  }
}

function toMeasures([scored, hits, naiveHits, logLoss, brier, ...top]: Float64Array): LabelMeasures {
  const mean = (total: number) => total / scored!
  return {
    scored: scored!,
    accuracy: mean(hits!),
    naiveAccuracy: mean(naiveHits!),
    logLoss: mean(logLoss!),
    perplexity: exp(mean(logLoss!)),
    brier: mean(brier!),
    topK: top.map(mean),
  }
}

function labelVerdict({ scored, accuracy, naiveAccuracy }: LabelMeasures): string {
  if (scored === 0) return 'not scored yet'
  const [own, naive] = [100 * accuracy, 100 * naiveAccuracy]
  const words = own > naive ? 'better than' : own < naive ? 'worse than' : 'even with'
  return `${words} always saying the most frequent class: ${own.toFixed(1)} % right against ${naive.toFixed(1)} % of ${scored}`
}
