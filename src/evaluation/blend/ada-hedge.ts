import { exp } from '../../numeric/exp.ts'
import { log } from '../../numeric/log.ts'

/** Size of the state of `experts` experts: [rounds, sum of gaps, each expert's cumulative loss above the best one's]. */
export function adaHedgeSize(experts: number): number {
  return 2 + experts
}

/**
 * AdaHedge (de Rooij, van Erven, Grünwald and Koolen 2014) with feedback that is late: online weights of experts that
 * need no tuning and know no units. Cumulative losses L and the learning rate ln K / sum of gaps give the weights
 * softmax(-rate L); a gap is what a round cost beyond the mixed loss -ln(sum of w e^(-rate loss)) / rate.
 *
 * **Bound.** Let a round's loss be known `delay` rounds later (1: before the next round), T rounds, K experts, and S the
 * largest difference between the losses of two experts in a round. Whatever the losses, the sum of ours is at most
 *
 *     best expert's + 2 * (sum of gaps)   <=   best expert's + S sqrt((2 delay - 1) T ln K) + 2 (2 delay - 1) S
 *
 * where a convex loss of the weighted mean counts as ours. *Why:* the mixed losses sum to at most the best expert's loss
 * plus ln K / rate, and ln K / rate is the sum of gaps known at play. A gap is at most S, and at most
 * rate S^2 (2 delay - 1) / 8: Hoeffding's lemma gives 1/8, and weights that miss delay - 1 rounds differ by at most
 * rate (delay - 1) S / 2 in sum, which costs S / 2 times that. Summing 2 gap * (gaps before) + gap^2 gives the root.
 */
export function hedgeRate(state: Float64Array, at: number, logExperts: number): number {
  const gaps = state[at + 1]!
  return gaps > 0 ? logExperts / gaps : Infinity
}

/** Puts the weights of the experts into `weights`; they sum to 1. At an infinite rate the best ones share it. */
export function hedgeWeights(
  state: Float64Array,
  at: number,
  experts: number,
  rate: number,
  weights: Float64Array,
): void {
  let sum = 0
  for (let k = 0; k < experts; k++) {
    const above = state[at + 2 + k]!
    const weight = above === 0 ? 1 : rate === Infinity ? 0 : exp(-rate * above)
    weights[k] = weight
    sum += weight
  }
  const share = 1 / sum
  for (let k = 0; k < experts; k++) weights[k]! *= share
}

/** Takes in the losses of a round that was played at `rate`, and what the mean of the experts lost in it. */
export function hedgeLearn(
  state: Float64Array,
  at: number,
  experts: number,
  rate: number,
  losses: Float64Array,
  ownLoss: number,
): void {
  const totals = at + 2
  let least = Infinity
  for (let k = 0; k < experts; k++) {
    const total = state[totals + k]! + losses[k]!
    if (total < least) least = total
  }
  let before = 0
  let after = 0
  for (let k = 0; k < experts; k++) {
    const above = state[totals + k]!
    // In this order the best one's is exactly 0, which an infinite rate relies on.
    const next = above + losses[k]! - least
    state[totals + k] = next
    if (rate === Infinity) continue
    before += above === 0 ? 1 : exp(-rate * above)
    after += next === 0 ? 1 : exp(-rate * next)
  }
  const mixed = rate === Infinity ? least : least + log(before / after) / rate
  state[at]! += 1
  state[at + 1]! += Math.max(0, ownLoss - mixed)
}
