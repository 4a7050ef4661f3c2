import { createRandom } from '../numeric/random.ts'

export interface PairedBootstrapOptions {
  /** Resamples; default 1,000. */
  readonly resamples?: number
  /** Default 1. */
  readonly seed?: number
}

/**
 * How many resamples, of all, give the challenger no smaller loss than the champion: the one-sided p-value of "the
 * challenger is better". Losses are of the same ticks in their order, and depend on their neighbours, so that blocks
 * are drawn: the circular block bootstrap of Politis and Romano (1992), with blocks of about the cube root of n.
 */
export function pairedBootstrap(
  champion: ArrayLike<number>,
  challenger: ArrayLike<number>,
  { resamples = 1000, seed = 1 }: PairedBootstrapOptions = {},
): number {
  const count = champion.length
  let block = 1
  while ((block + 1) * (block + 1) * (block + 1) <= count) block++
  const sums = blockSums(champion, challenger, block)
  const draws = Math.max(1, Math.round(count / block))
  const random = createRandom(seed)
  let mean = 0
  for (let i = 0; i < count; i++) mean += (champion[i]! - challenger[i]!) / count
  let beyond = 0
  for (let resample = 0; resample < resamples; resample++) {
    let sum = 0
    for (let draw = 0; draw < draws; draw++) sum += sums[random.integer(count)]!
    if (sum / (draws * block) <= 0) beyond++
  }
  return mean > 0 ? (beyond + 1) / (resamples + 1) : 1
}

/** Sums of champion less challenger over the `block` ticks from each tick on, around the end. */
function blockSums(champion: ArrayLike<number>, challenger: ArrayLike<number>, block: number): Float64Array {
  const count = champion.length
  const difference = (i: number) => champion[i % count]! - challenger[i % count]!
  const sums = new Float64Array(count)
  for (let i = 0; i < count; i++) for (let k = 0; k < block; k++) sums[i]! += difference(i + k)
  return sums
}
