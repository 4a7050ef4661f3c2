import { wholeRemainder } from '../../numeric/whole-remainder.ts'
import { naiveHistorySize } from '../naive-history.ts'

/** What the running scores of a key are kept for. */
export interface ScoreShape {
  readonly horizons: readonly number[]
  /** Levels of the forecasts' quantiles, ascending. */
  readonly levels: readonly number[]
  /** Ticks a season; 1 for none. */
  readonly season: number
  /** The rolling scores cover the last `window` forecasts, or up to a third less. */
  readonly window: number
}

/** Sums over the forecasts scored, in this order; then one sum of pinball losses a level. */
export const sumNames = [
  'scored',
  'error',
  'squaredError',
  'smape',
  'lastError',
  'lastSquaredError',
  'driftError',
  'driftSquaredError',
  'seasonalError',
  'seasonalSquaredError',
  'moves',
  'hits',
  'covered',
  'width',
  'intervalLoss',
] as const

export type SumName = (typeof sumNames)[number]

export const blocks = 3
/** A forecast that waits for its actual: [point, last value, drift, seasonal naive, quantiles...]. */
export const pendingHead = 4
const header = 4

/**
 * Where things are in a key's running scores, one float64 array that describes itself: [horizons, levels, season,
 * window, each horizon, each level, forecasts seen; changes over a season: count, sum of sizes, sum of squares; naive
 * history]; then for each horizon [how many were scored and the sums of all but the latest block, sums of three blocks of
 * the window, differences of losses for Diebold-Mariano (the first h, the last h, lagged products), a ring of h forecasts
 * that wait for their actual]. What is scored is added to one block only, as every sum takes its time.
 */
export class ScoreLayout {
  readonly shape: ScoreShape
  readonly fields: number
  readonly pendingSize: number
  readonly blockLength: number
  readonly seenAt: number
  readonly changesAt: number
  readonly historyAt: number
  readonly horizonAt: readonly number[]
  readonly size: number
  /** What one forecast adds to the sums; scratch, as nothing of it is kept. */
  readonly terms: Float64Array
  /** Errors that the last actual told, actual less point, one a horizon; NaN for none. Scratch, too. */
  readonly errors: Float64Array

  constructor(shape: ScoreShape) {
    const { horizons, levels, season, window } = shape
    this.shape = shape
    this.fields = sumNames.length + levels.length
    this.terms = new Float64Array(this.fields)
    this.errors = new Float64Array(horizons.length)
    this.pendingSize = pendingHead + levels.length
    this.blockLength = Math.max(1, Math.floor(window / blocks))
    this.seenAt = header + horizons.length + levels.length
    this.changesAt = this.seenAt + 1
    this.historyAt = this.changesAt + 3
    let at = this.historyAt + naiveHistorySize(season)
    this.horizonAt = horizons.map((horizon) => {
      const start = at
      at += this.fields * (1 + blocks) + horizon * (3 + this.pendingSize)
      return start
    })
    this.size = at
  }

  /** The block of the forecast scored at this place, from 0, of the horizon that begins `at`. */
  blockOf(at: number, place: number): number {
    return at + this.fields * (1 + wholeRemainder(Math.floor(place / this.blockLength), blocks))
  }

  /** The block that was added to last: the first one before anything is scored. */
  latestBlock(scores: Float64Array, at: number): number {
    return this.blockOf(at, Math.max(0, scores[at]! - 1))
  }

  create(): Float64Array {
    const { horizons, levels, season, window } = this.shape
    const scores = new Float64Array(this.size)
    scores.set([horizons.length, levels.length, season, window, ...horizons, ...levels])
    return scores
  }

  fits(scores: Float64Array): boolean {
    return scores.length === this.size && describes(scores, this.shape)
  }
}

/** The shape that scores say they have; undefined for bytes that are none. */
export function shapeOf(scores: Float64Array): ScoreShape | undefined {
  const [horizonCount = 0, levelCount = 0, season = 0, window = 0] = scores
  const counts = [horizonCount, levelCount, season, window]
  if (!counts.every((count) => Number.isInteger(count) && count >= 0 && count <= 1e6) || season < 1) return undefined
  const horizons = [...scores.subarray(header, header + horizonCount)]
  const levels = [...scores.subarray(header + horizonCount, header + horizonCount + levelCount)]
  if (!horizons.every((horizon) => Number.isInteger(horizon) && horizon >= 1 && horizon <= 1e6)) return undefined
  return { horizons, levels, season, window }
}

function describes(scores: Float64Array, { horizons, levels, season, window }: ScoreShape): boolean {
  if (scores[0] !== horizons.length || scores[1] !== levels.length) return false
  if (scores[2] !== season || scores[3] !== window) return false
  for (let n = 0; n < horizons.length; n++) if (scores[header + n] !== horizons[n]) return false
  const at = header + horizons.length
  for (let n = 0; n < levels.length; n++) if (scores[at + n] !== levels[n]) return false
  return true
}
