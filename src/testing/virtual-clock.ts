import type { Random } from '../numeric/random.ts'

/**
 * A clock that goes by being asked: each look moves it by a seeded, uneven amount. Checkpoints then fall on turns that
 * look random and are the same in every run with the seed.
 */
export function virtualClock(random: Random, maxStepMs = 200): () => number {
  let now = 0
  return () => (now += maxStepMs * random.next())
}
