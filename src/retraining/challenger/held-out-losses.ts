import type { HeldOutLosses } from '../../registry/judge-challenger.ts'
import { ticksBefore, type TrainingWindow } from '../window/training-window.ts'
import type { NaiveForecast } from './naive-forecast.ts'
import { servedLoss } from './served-losses.ts'
import type { ForecastHead } from './window-targets.ts'

/** Losses by place in the held-out stretch; NaN where a forecast is not scored. */
export interface ReplayedLosses {
  readonly champion: Float64Array
  readonly challenger: Float64Array
  readonly naive: Float64Array
}

/** The naive forecast's losses on the ticks from place `from` on. */
export function naiveLosses(
  window: TrainingWindow,
  from: number,
  head: ForecastHead,
  naive: NaiveForecast,
): Float64Array {
  const losses = new Float64Array(window.ticks - from).fill(NaN)
  for (const key of window.keys) {
    for (let index = ticksBefore(key, from); index < key.order.length; index++) {
      losses[key.order[index]! - from] = servedLoss(key, index, head, naive(key, index))
    }
  }
  return losses
}

/** Those ticks that all three are scored on, and how many only the champion could serve. */
export function pairLosses({
  champion,
  challenger,
  naive,
}: ReplayedLosses): HeldOutLosses & { readonly failed: number } {
  const scored = [...champion.keys()].filter((i) => !Number.isNaN(champion[i]!))
  const paired = scored.filter((i) => !Number.isNaN(challenger[i]!))
  const take = (losses: Float64Array) => Float64Array.from(paired, (i) => losses[i]!)
  return {
    champion: take(champion),
    challenger: take(challenger),
    naive: take(naive),
    failed: scored.length - paired.length,
  }
}
