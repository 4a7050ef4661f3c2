import type { Figure } from '../bench.ts'
import type { TrainingEngine } from '../../../src/training/engine.ts'
import { naive2 } from './naive2.ts'
import type { M4Series } from './read-m4.ts'
import { scoreM4 } from './score-m4.ts'
import { forecastM4, trainM4, type M4Recipe, type M4Trained } from './train-m4.ts'

/** A number that was measured once: no round gives another. */
export function measuredOnce(name: string, unit: string, value: number, limit?: Figure['limit']): Figure {
  const figure = { name, unit, better: 'lower' as const, value: () => value, baselines: [], rounds: 1 }
  return limit === undefined ? figure : { ...figure, limit }
}

/** The naive forecasts, which must be those that the organisers published. */
export function* naiveFigures(series: readonly M4Series[], period: number, published: number): Iterable<Figure> {
  const seasonal = scoreM4(series, ({ values, test }) => test.map((_, h) => values.at((h % period) - period)!), period)
  const own = scoreM4(series, ({ values, test }) => naive2(values, period, test.length), period)
  yield measuredOnce('OWA of the seasonal naive forecast', 'OWA', seasonal.owa)
  const apart = Math.abs(own.smape - published)
  yield measuredOnce("Naive 2's sMAPE beside the published one", 'apart', apart, { atMost: 0.0005 })
}

export async function scoreSeed(
  series: readonly M4Series[],
  recipe: M4Recipe,
  seed: number,
  engine?: TrainingEngine,
): Promise<M4Trained & { readonly owa: number }> {
  const trained = await trainM4(series, recipe, seed, engine)
  const forecasts = await forecastM4(series, trained.model)
  const { owa, smape, mase } = scoreM4(series, ({ key }) => forecasts.get(key)!, recipe.period)
  const scores = `sMAPE ${smape.toFixed(3)}, MASE ${mase.toFixed(3)}, OWA ${owa.toFixed(4)}`
  console.error(`  seed ${seed}: ${scores}; trained in ${trained.seconds.toFixed(0)} processor seconds`)
  return { ...trained, owa }
}
