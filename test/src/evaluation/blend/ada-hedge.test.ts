import fc from 'fast-check'
import { expect, test } from 'vitest'
import { adaHedgeSize, hedgeLearn, hedgeRate, hedgeWeights } from '../../../../src/evaluation/blend/ada-hedge.ts'

interface Game {
  readonly experts: number
  readonly delay: number
  /** [round][expert] */
  readonly losses: readonly (readonly number[])[]
}

interface Played {
  readonly ours: number
  readonly best: number
  readonly gaps: number
  readonly range: number
  readonly rounds: number
}

/** Plays all rounds with losses known `delay` rounds later, then hands over those still out. */
function play({ experts, delay, losses }: Game): Played {
  const state = new Float64Array(adaHedgeSize(experts))
  const out: { rate: number; losses: Float64Array; ours: number }[] = []
  const weights = new Float64Array(experts)
  const learn = () => {
    const { rate, losses: known, ours } = out.shift()!
    hedgeLearn(state, 0, experts, rate, known, ours)
  }
  let [ours, range] = [0, 0]
  const totals = new Array<number>(experts).fill(0)
  for (const round of losses) {
    if (out.length === delay) learn()
    const rate = hedgeRate(state, 0, Math.log(experts))
    hedgeWeights(state, 0, experts, rate, weights)
    const own = round.reduce((sum, loss, k) => sum + weights[k]! * loss, 0)
    out.push({ rate, losses: Float64Array.from(round), ours: own })
    ours += own
    round.forEach((loss, k) => (totals[k]! += loss))
    range = Math.max(range, Math.max(...round) - Math.min(...round))
  }
  while (out.length > 0) learn()
  return { ours, best: Math.min(...totals), gaps: state[1]!, range, rounds: losses.length }
}

/** The bound of the docs. */
const bound = ({ best, range, rounds }: Played, { experts, delay }: Game) =>
  best + range * Math.sqrt((2 * delay - 1) * rounds * Math.log(experts)) + 2 * (2 * delay - 1) * range

function expectBounds(game: Game): void {
  const played = play(game)
  const slack = 1e-9 * (1 + Math.abs(played.best))
  expect(played.ours).toBeLessThanOrEqual(played.best + 2 * played.gaps + slack)
  expect(played.ours).toBeLessThanOrEqual(bound(played, game) + slack)
}

const games = fc
  .record({
    experts: fc.integer({ min: 2, max: 6 }),
    delay: fc.integer({ min: 1, max: 12 }),
    rounds: fc.integer({ min: 1, max: 300 }),
    scale: fc.constantFrom(1e-9, 1, 1e9),
  })
  .chain(({ experts, delay, rounds, scale }) => {
    const loss = fc.oneof(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(0, 1))
    const round = fc.array(
      loss.map((value) => scale * value),
      { minLength: experts, maxLength: experts },
    )
    return fc.array(round, { minLength: rounds, maxLength: rounds }).map((losses): Game => ({ experts, delay, losses }))
  })

test('loses no more than the bound says, whatever the losses and however late', () => {
  fc.assert(fc.property(games, expectBounds), { numRuns: 300 })
})

test.each<[string, (t: number) => readonly number[]]>([
  ['the leader always loses next', (t) => (t === 0 ? [0.5, 0] : t % 2 === 1 ? [0, 1] : [1, 0])],
  ['long stretches of each', (t) => (Math.floor(t / 200) % 2 === 0 ? [0, 1, 0.5] : [1, 0, 0.5])],
  ['one is always best', () => [0, 1, 1, 1]],
  ['losses that grow', (t) => (t % 3 === 0 ? [t, 0] : [0, t / 3])],
])('holds the bound when %s', (_, losses) => {
  for (const delay of [1, 2, 7, 48]) {
    const rounds = Array.from({ length: 2000 }, (_row, t) => losses(t))
    expectBounds({ experts: rounds[0]!.length, delay, losses: rounds })
  }
})

test('holds the bound for losses of very different sizes', () => {
  const losses = [
    [0, 7.711440828824135e-309],
    [0, 7.9050503335e-314],
    [4.152653457488171e-306, 0],
    [5.1306710016229703e-290, 0],
    [9.222612546305634e-274, 1e9],
    [0.1, 0.3],
    [0.3, 0.1],
    ...new Array<number[]>(20).fill([0, 0]),
  ]
  for (const delay of [1, 4]) expectBounds({ experts: 2, delay, losses })
})

test('pays little when one expert is always best, and nothing when all are equal', () => {
  const best = play({ experts: 3, delay: 1, losses: new Array<number[]>(1000).fill([0, 1, 1]) })
  expect(best.ours).toBeLessThan(2)
  const equal = play({ experts: 3, delay: 5, losses: new Array<number[]>(1000).fill([0.3, 0.3, 0.3]) })
  expect(equal.ours).toBeCloseTo(equal.best, 9)
})

test('weights know no units', () => {
  const losses = Array.from({ length: 50 }, (_, t) => [t % 2, (t + 1) % 3, 0.7])
  const weightsOf = (scale: number) => {
    const state = new Float64Array(adaHedgeSize(3))
    const weights = new Float64Array(3)
    for (const round of losses) {
      const rate = hedgeRate(state, 0, Math.log(3))
      hedgeWeights(state, 0, 3, rate, weights)
      const scaled = round.map((loss) => loss * scale)
      const own = scaled.reduce((sum, loss, k) => sum + weights[k]! * loss, 0)
      hedgeLearn(state, 0, 3, rate, Float64Array.from(scaled), own)
    }
    return [...weights]
  }
  expect(weightsOf(1024)).toEqual(weightsOf(1))
})
