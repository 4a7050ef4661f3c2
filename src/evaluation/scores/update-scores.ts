import { intervalLoss } from '../metrics/interval-score.ts'
import { pinballLoss } from '../metrics/pinball.ts'
import { smapeTerm } from '../metrics/smape.ts'
import { wholeRemainder } from '../../numeric/whole-remainder.ts'
import { addToHistory, driftForecast, lastValue, seasonAgo, seasonalForecast } from '../naive-history.ts'
import { blocks, pendingHead, sumNames, type ScoreLayout } from './score-layout.ts'

/** A forecast of one horizon, as it is scored. */
export interface ScoredForecast {
  readonly point: number
  /** One a level, ascending. */
  readonly quantiles: ArrayLike<number>
}

/**
 * Scores the forecasts that `actual` answers, each as soon as its actual is known and never before; then keeps the new
 * ones (one a horizon, in order), made when `actual` was the last value known. A missing value (NaN) scores nothing; the
 * naive forecasters then go on with the last one.
 */
export function updateScores(
  layout: ScoreLayout,
  scores: Float64Array,
  actual: number,
  forecasts: readonly ScoredForecast[],
): void {
  const { horizons, season } = layout.shape
  const { historyAt, pendingSize, fields } = layout
  const known = Number.isFinite(actual)
  const seen = scores[layout.seenAt]!
  if (known) addChange(layout, scores, actual)
  const last = known ? actual : lastValue(scores, historyAt, season)
  if (Number.isFinite(last)) addToHistory(scores, historyAt, season, last)
  for (let n = 0; n < horizons.length; n++) {
    const horizon = horizons[n]!
    const at = layout.horizonAt[n]!
    const slot = at + fields * (1 + blocks) + 3 * horizon + pendingSize * wholeRemainder(seen, horizon)
    const isKnown = known && seen >= horizon
    layout.errors[n] = isKnown ? actual - scores[slot]! : NaN
    if (isKnown) scoreOne(layout, scores, at, horizon, slot, actual)
    const { point, quantiles } = forecasts[n]!
    scores[slot] = point
    scores[slot + 1] = last
    scores[slot + 2] = driftForecast(scores, historyAt, last, horizon)
    scores[slot + 3] = season > 1 ? seasonalForecast(scores, historyAt, season, horizon) : last
    for (let q = pendingHead; q < pendingSize; q++) scores[slot + q] = quantiles[q - pendingHead]!
  }
  scores[layout.seenAt] = seen + 1
}

function addChange({ changesAt, historyAt, shape: { season } }: ScoreLayout, scores: Float64Array, actual: number) {
  const before = seasonAgo(scores, historyAt, season)
  if (before === undefined) return
  const change = actual - before
  scores[changesAt]! += 1
  scores[changesAt + 1]! += Math.abs(change)
  scores[changesAt + 2]! += change * change
}

function scoreOne(
  layout: ScoreLayout,
  scores: Float64Array,
  at: number,
  horizon: number,
  slot: number,
  actual: number,
): void {
  const { fields, blockLength, shape, terms } = layout
  const point = scores[slot]!
  const last = scores[slot + 1]!
  if (!(Number.isFinite(point) && Number.isFinite(last))) return
  const error = Math.abs(actual - point)
  const lastError = Math.abs(actual - last)
  const driftError = Math.abs(actual - scores[slot + 2]!)
  const seasonalError = Math.abs(actual - scores[slot + 3]!)
  const move = Math.sign(actual - last)
  terms[0] = 1
  terms[1] = error
  terms[2] = error * error
  terms[3] = smapeTerm(actual, point)
  terms[4] = lastError
  terms[5] = lastError * lastError
  terms[6] = driftError
  terms[7] = driftError * driftError
  terms[8] = seasonalError
  terms[9] = seasonalError * seasonalError
  terms[10] = move === 0 ? 0 : 1
  terms[11] = move !== 0 && Math.sign(point - last) === move ? 1 : 0
  const { levels } = shape
  addInterval(terms, scores, slot + pendingHead, levels, actual)
  for (let q = 0; q < levels.length; q++) {
    terms[sumNames.length + q] = pinballLoss(actual, scores[slot + pendingHead + q]!, levels[q]!)
  }
  const count = scores[at]!
  const block = layout.blockOf(at, count)
  if (wholeRemainder(count, blockLength) === 0) beginBlock(layout, scores, at, block)
  for (let i = 0; i < fields; i++) scores[block + i]! += terms[i]!
  scores[at] = count + 1
  addDifference(
    scores,
    at + fields * (1 + blocks),
    horizon,
    count,
    error - (shape.season > 1 ? seasonalError : lastError),
  )
}

/** The sums of the latest block join those of all before, and the oldest block makes room. */
function beginBlock(layout: ScoreLayout, scores: Float64Array, at: number, block: number): void {
  const { fields } = layout
  const before = layout.latestBlock(scores, at)
  for (let i = 1; i < fields; i++) scores[at + i]! += scores[before + i]!
  scores.fill(0, block, block + fields)
}

/** The interval between the outermost quantiles; none is told from a single one. */
function addInterval(
  terms: Float64Array,
  scores: Float64Array,
  at: number,
  levels: readonly number[],
  actual: number,
): void {
  const most = levels.length - 1
  terms[12] = terms[13] = terms[14] = 0
  if (most < 1) return
  const lower = scores[at]!
  const upper = scores[at + most]!
  terms[12] = actual >= lower && actual <= upper ? 1 : 0
  terms[13] = upper - lower
  terms[14] = intervalLoss(actual, lower, upper, levels[most]! - levels[0]!)
}

/** For the autocovariances of Diebold-Mariano's test: lagged products, and the differences at both ends. */
function addDifference(scores: Float64Array, at: number, horizon: number, count: number, difference: number): void {
  const recent = at + horizon
  const products = recent + horizon
  const place = wholeRemainder(count, horizon)
  scores[products]! += difference * difference
  for (let lag = 1; lag < horizon && lag <= count; lag++) {
    const before = lag <= place ? place - lag : place - lag + horizon
    scores[products + lag]! += difference * scores[recent + before]!
  }
  if (count < horizon) scores[at + count] = difference
  scores[recent + place] = difference
}
