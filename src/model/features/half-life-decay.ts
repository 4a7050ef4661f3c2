import { exp } from '../../numeric/exp.ts'

/** What a weight is multiplied by at every tick so that it halves in `halfLife` ticks. */
export function halfLifeDecay(halfLife: number): number {
  return exp(-Math.LN2 / halfLife)
}
