import { trainModel } from '../../src/cli/train/train-model.ts'
import type { Model } from '../../src/model/model.ts'
import { swapPolicies } from '../../src/state/model-history.ts'
import type { Bench, Figure } from './bench.ts'
import { readExchange } from './exchange/read-exchange.ts'
import { hourlyRecipe } from './m4/hourly-recipe.ts'
import { measuredOnce } from './m4/m4-figures.ts'
import { readM4 } from './m4/read-m4.ts'
import { trainM4 } from './m4/train-m4.ts'
import { errorAfterSwap, scoredTicks, type SwapSeries } from './swap-quality/swap-errors.ts'

export const swapQuality: Bench = {
  name: 'swap-quality',
  about:
    `the error over the first ${scoredTicks} ticks after a swap, beside that of the same network had it always served; on ` +
    'eight exchange rates and on the M4 hourly series. The two networks of a swap are of two seeds, so that a state ' +
    'carried over from one to the other means nothing: `carry` is for a network trained from the one before, and is ' +
    'shown for what happens otherwise.',
  async *figures() {
    const rates = readExchange()
    const shape = { name: 'rates', cell: 'gru', hidden: 32, layers: 1, horizons: [1], target: 'log-return' } as const
    const cut = Math.round(0.8 * rates[0]!.values.length)
    const early = rates.map(({ key, values }) => ({ key, values: values.slice(0, cut) }))
    const ofRates = (seed: number) => trainModel({ series: early, shape, seed, updates: 500, data: {} })
    yield* figuresOf('exchange rates', rates, await ofRates(1), await ofRates(2))
    const hourly = readM4('Hourly')
    const recipe = { ...hourlyRecipe({ cell: 'gru', hidden: 32 }), epochs: 2 }
    const [one, other] = [await trainM4(hourly, recipe, 1), await trainM4(hourly, recipe, 2)]
    const whole = hourly.map(({ key, values, test }) => ({ key, values: [...values, ...test] }))
    yield* figuresOf('M4 hourly', whole, one.model, other.model)
  },
}

function* figuresOf(name: string, series: readonly SwapSeries[], before: Model, after: Model): Iterable<Figure> {
  const always = errorAfterSwap(series, undefined, after, 'reset')
  for (const policy of swapPolicies.filter((one) => one !== 'dual-run')) {
    const error = errorAfterSwap(series, before, after, policy)
    console.error(`  ${name}, ${policy}: ${error.toFixed(5)}; always served: ${always.toFixed(5)}`)
    const limit = policy === 'warm-up' ? { atMost: 1.02 } : undefined
    yield measuredOnce(
      `error after a swap by ${policy} on ${name}, over that of always served`,
      'ratio',
      error / always,
      limit,
    )
  }
}
