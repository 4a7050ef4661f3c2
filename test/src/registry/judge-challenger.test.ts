import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../src/numeric/random.ts'
import { judgeChallenger } from '../../../src/registry/judge-challenger.ts'

const ticks = 2000

/**
 * Absolute errors of two models of one series: the market's surprise, common to both and with a volatility that stays
 * for a while, and a mistake of each model's own.
 */
function errorsOf(seed: number, better: number) {
  const random = createRandom(seed)
  const losses = {
    champion: new Float64Array(ticks),
    challenger: new Float64Array(ticks),
    naive: new Float64Array(ticks),
  }
  let volatility = 1
  for (let i = 0; i < ticks; i++) {
    volatility = 0.2 + 0.8 * volatility + 0.1 * Math.abs(random.normal())
    const surprise = volatility * random.normal()
    losses.champion[i] = Math.abs(surprise + 0.2 * random.normal())
    losses.challenger[i] = Math.abs(surprise + 0.2 * random.normal()) * (1 - better)
    losses.naive[i] = Math.abs(surprise + 0.4 * random.normal())
  }
  return losses
}
const promotions = (better: number) =>
  Array.from({ length: 100 }, (_, i) => judgeChallenger(errorsOf(i + 1, better))).filter(({ promote }) => promote)
    .length

describe('judging a challenger', () => {
  it('promotes an equal challenger at most 10 times in 100', () => expect(promotions(0)).toBeLessThanOrEqual(10))
  it('promotes one that is 5 % better at least 95 times in 100', () =>
    expect(promotions(0.05)).toBeGreaterThanOrEqual(95))
  it('never promotes a worse one', () => expect(promotions(-0.05)).toBe(0))

  it('waits for enough ticks, and for more than the margin', () => {
    const losses = errorsOf(1, 0.5)
    const few = Object.fromEntries(Object.entries(losses).map(([who, all]) => [who, all.slice(0, 499)]))
    expect(judgeChallenger(few as typeof losses)).toMatchObject({
      promote: false,
      reason: expect.stringMatching(/499 held-out ticks/),
    })
    expect(judgeChallenger(losses, { margin: 0.6 })).toMatchObject({
      promote: false,
      reason: expect.stringMatching(/60.00 % are asked for/),
    })
    expect(judgeChallenger(losses)).toMatchObject({
      promote: true,
      reason: expect.stringMatching(/^5\d\.\d\d % less loss over 2000 ticks/),
    })
  })

  it('says when the naive forecast is better than both', () => {
    const { champion, challenger } = errorsOf(1, 0.05)
    const naive = champion.map((loss) => loss / 2)
    expect(judgeChallenger({ champion, challenger, naive }).reason).toContain('naive forecast is better')
  })

  it('refuses losses that are no pairs', () => {
    const losses = errorsOf(1, 0)
    const invalid = expect.objectContaining({ code: 'CONFIG_INVALID' }) as Error
    expect(() => judgeChallenger({ ...losses, naive: losses.naive.slice(1) })).toThrow(invalid)
    expect(() => judgeChallenger({ ...losses, champion: losses.champion.fill(NaN) })).toThrow(invalid)
    expect(() => judgeChallenger({ champion: [], challenger: [], naive: [] })).toThrow(invalid)
  })
})
