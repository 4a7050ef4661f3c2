import type { Model } from '../../src/model/model.ts'
import { wholeRemainder } from '../../src/numeric/whole-remainder.ts'
import type { ComparedLosses } from '../../src/turn/model-slot.ts'
import type { Featured } from './featured.ts'
import { forecastDecoder, type Forecast, type ForecastDecoder } from './forecast-decoder.ts'

const [scoredAt, servingAt, shadowAt, failedAt, seenAt, header] = [0, 1, 2, 3, 4, 5]

/** How two models have done on a key. Losses are in units of a one-tick change. */
export interface Comparison extends ComparedLosses {
  /** Ticks on which the one that advances beside gave nothing finite. */
  readonly failed: number
}

export function readComparison(scores: Float64Array): Comparison {
  const [scored = 0, serving = 0, shadow = 0, failed = 0] = scores
  return { scored, serving, shadow, failed }
}

export function countFailure(scores: Float64Array): void {
  scores[failedAt]!++
}

/**
 * Compares the forecasts of two models with the actuals that follow. Scores of a key: [forecasts compared, sums of the
 * losses of who serves and of who advances beside, failures, ticks seen], then a ring of forecasts that wait for their
 * actual: [size of a one-tick change, 0 for none to compare; point and quantiles by horizon, of both].
 */
export class ShadowScorer {
  readonly #isReturn: boolean
  readonly #horizons: readonly number[]
  readonly #levels: readonly number[]
  readonly #decode: ForecastDecoder
  readonly #longest: number
  /** Numbers of one model's forecast, and of a place in the ring. */
  readonly #width: number
  readonly #place: number

  /** Undefined for a head without forecasts. */
  static of(model: Model): ShadowScorer | undefined {
    const { head, input } = model.spec
    const forecasts = head.kind === 'forecast' || (head.kind === 'mixture' && input.kind === 'seasonal')
    return forecasts ? new ShadowScorer(model) : undefined
  }

  private constructor(model: Model) {
    const { head } = model.spec
    this.#isReturn = 'target' in head && head.target === 'log-return'
    this.#horizons = 'horizons' in head ? head.horizons : []
    this.#levels = head.kind === 'forecast' ? head.quantiles : []
    this.#decode = forecastDecoder(model)
    this.#longest = Math.max(...this.#horizons)
    this.#width = this.#horizons.length * (1 + this.#levels.length)
    this.#place = 1 + 2 * this.#width
  }

  static create(scorer: ShadowScorer | undefined): Float64Array {
    return new Float64Array(header + (scorer === undefined ? 0 : scorer.#longest * scorer.#place))
  }

  /** Takes a tick's forecasts by both, and compares those that it answers. Without outputs there is none of its own. */
  add(
    scores: Float64Array,
    tick: Featured<unknown>,
    outputs: readonly [serving: Float32Array, shadow: Float32Array] | undefined,
  ): ComparedLosses {
    const seen = scores[seenAt]!
    const losses = tick.missing === true ? none : this.#compare(scores, seen, tick.level)
    scores[scoredAt]! += losses.scored
    scores[servingAt]! += losses.serving
    scores[shadowAt]! += losses.shadow
    const at = this.#at(seen)
    scores.fill(0, at, at + this.#place)
    if (outputs !== undefined && tick.ready) this.#keep(scores, at, tick, outputs)
    scores[seenAt] = seen + 1
    return losses
  }

  #at(tick: number): number {
    return header + this.#place * wholeRemainder(tick, this.#longest)
  }

  #compare(scores: Float64Array, seen: number, actual: number): ComparedLosses {
    let [scored, serving, shadow] = [0, 0, 0]
    this.#horizons.forEach((horizon, n) => {
      if (seen < horizon) return
      const at = this.#at(seen - horizon)
      const unit = scores[at]! * Math.sqrt(horizon)
      if (unit === 0) return
      const from = at + 1 + n * (1 + this.#levels.length)
      scored++
      serving += this.#loss(scores, from, actual) / unit
      shadow += this.#loss(scores, from + this.#width, actual) / unit
    })
    return { scored, serving, shadow }
  }

  /** As a retraining judges: the mean of the point's absolute error and twice each quantile's pinball loss. */
  #loss(scores: Float64Array, at: number, actual: number): number {
    let loss = Math.abs(actual - scores[at]!)
    this.#levels.forEach((level, q) => {
      const value = scores[at + 1 + q]!
      loss += 2 * (actual >= value ? level * (actual - value) : (1 - level) * (value - actual))
    })
    return loss / (1 + this.#levels.length)
  }

  #keep(
    scores: Float64Array,
    at: number,
    tick: Featured<unknown>,
    outputs: readonly [serving: Float32Array, shadow: Float32Array],
  ): void {
    const change = this.#isReturn ? tick.scale * tick.level : tick.scale
    let to = at + 1
    let zero = change * 0
    for (const { forecasts } of outputs.map((of): Forecast<unknown> => this.#decode(tick, of))) {
      for (const { point, quantiles } of forecasts) {
        for (const value of [point, ...quantiles]) zero += (scores[to++] = value) * 0
      }
    }
    if (zero === 0 && change > 0) scores[at] = change
    else scores.fill(0, at, at + this.#place)
  }
}

const none: ComparedLosses = { scored: 0, serving: 0, shadow: 0 }
