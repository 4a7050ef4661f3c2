import { log } from '../../numeric/log.ts'
import { naiveHistorySize } from '../naive-history.ts'
import { adaHedgeSize } from './ada-hedge.ts'

export type BlendLoss = 'absolute' | 'squared'

export interface BlendShape {
  readonly horizons: readonly number[]
  /** Ticks a season; 1 for none. */
  readonly season: number
  /** Network, last value and drift; seasonal naive, where there is a season; then challengers. */
  readonly experts: number
  readonly loss: BlendLoss
}

const header = 3

/**
 * Where things are in a key's blend, one float64 array: [horizons, season, experts, each horizon, forecasts seen, naive
 * history]; then for each horizon [AdaHedge's state, a ring of h forecasts that wait for their actual, each [one point an
 * expert, ours, learning rate]].
 */
export class BlendLayout {
  readonly shape: BlendShape
  readonly seenAt: number
  readonly historyAt: number
  readonly horizonAt: readonly number[]
  readonly hedgeSize: number
  readonly pendingSize: number
  readonly size: number
  readonly logExperts: number
  /** Scratch, one number an expert. */
  readonly weights: Float64Array
  readonly losses: Float64Array
  /** Where `updateBlend` leaves the mixed points, one a horizon. */
  readonly points: Float64Array

  constructor(shape: BlendShape) {
    const { horizons, season, experts } = shape
    this.shape = shape
    this.weights = new Float64Array(experts)
    this.losses = new Float64Array(experts)
    this.points = new Float64Array(horizons.length)
    this.hedgeSize = adaHedgeSize(experts)
    this.pendingSize = experts + 2
    this.logExperts = log(experts)
    this.seenAt = header + horizons.length
    this.historyAt = this.seenAt + 1
    let at = this.historyAt + naiveHistorySize(season)
    this.horizonAt = horizons.map((horizon) => {
      const start = at
      at += this.hedgeSize + horizon * this.pendingSize
      return start
    })
    this.size = at
  }

  create(): Float64Array {
    const { horizons, season, experts } = this.shape
    const blend = new Float64Array(this.size)
    blend.set([horizons.length, season, experts, ...horizons])
    return blend
  }

  fits(blend: Float64Array): boolean {
    const { horizons, season, experts } = this.shape
    if (blend.length !== this.size || blend[0] !== horizons.length) return false
    if (blend[1] !== season || blend[2] !== experts) return false
    for (let n = 0; n < horizons.length; n++) if (blend[header + n] !== horizons[n]) return false
    return true
  }
}
