import { expect, it } from 'vitest'
import { learningRate, learningRateSchema } from '../../../src/training/learning-rate.ts'

it('rises in a line, then falls along a cosine to its floor', () => {
  const rate = learningRateSchema.parse({ peak: 1, warmUp: 4, floor: 0.1 })
  const rates = Array.from({ length: 105 }, (_, update) => learningRate(rate, update, 105))
  expect(rates.slice(0, 5)).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  expect(rates[54]).toBeCloseTo(0.55, 12)
  expect(rates[104]).toBeCloseTo(0.1, 12)
  for (let i = 5; i < 105; i++) expect(rates[i]!).toBeLessThan(rates[i - 1]!)
})

it('stays where it is asked to', () => {
  const rate = learningRateSchema.parse({ peak: 0.5, warmUp: 0, decay: 'constant' })
  expect([0, 50, 99].map((update) => learningRate(rate, update, 100))).toEqual([0.5, 0.5, 0.5])
})

it('falls in a line to nothing', () => {
  const rate = learningRateSchema.parse({ peak: 2, warmUp: 2, decay: 'linear', floor: 0 })
  expect([2, 4, 6, 10].map((update) => learningRate(rate, update, 11))).toEqual([2, 1.5, 1, 0])
})
