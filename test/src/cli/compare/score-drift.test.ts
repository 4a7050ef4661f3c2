import { describe, expect, it } from 'vitest'
import { scoreDrift } from '../../../../src/cli/compare/score-drift.ts'

describe('scoreDrift', () => {
  it('is right where values rise evenly, and the last value is not', () => {
    const values = Array.from({ length: 50 }, (_, i) => 3 + 2 * i)
    expect(scoreDrift([{ key: 'a', values, from: 40 }], [1, 5])).toEqual({
      horizons: [
        { horizon: 1, ratio: 0 },
        { horizon: 5, ratio: 0 },
      ],
    })
  })

  it('is worse by what the slope so far misses', () => {
    // From 0 to 8 in eight ticks, then flat but for one step of 1: drift says +1 each time.
    const values = [0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9]
    // Actuals 8 and 9 after 8 and 8: the last value errs by 0 and 1; drift says 9 and 8 + 8/9.
    const { horizons } = scoreDrift([{ key: 'a', values, from: 8 }], [1])
    expect(horizons[0]!.ratio).toBeCloseTo(1 + 1 / 9, 10)
  })

  it('pools keys by how many of their ticks are scored, whatever their units', () => {
    const rising = Array.from({ length: 20 }, (_, i) => i)
    const large = rising.map((value) => 1000 * value)
    const { horizons } = scoreDrift(
      [rising, large].map((values, n) => ({ key: `${n}`, values, from: 10 })),
      [1],
    )
    expect(horizons[0]!.ratio).toBeCloseTo(0, 10)
  })
})
