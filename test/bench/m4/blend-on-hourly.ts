import { blend } from '../../../operators/index.ts'
import type { ForecastOriginsOptions } from '../../../src/pipeline/forecast-origins.ts'
import { hourlyRecipe } from './hourly-recipe.ts'
import { readM4 } from './read-m4.ts'
import { scoreM4 } from './score-m4.ts'
import { forecastM4, trainM4 } from './train-m4.ts'

/** A smaller network and half of the training: what `blend` costs hangs little on the last hundredth of skill. */
const epochs = 6

/** The OWA of blended forecasts over that of the network's own, on M4 hourly. */
export async function blendOnHourly(): Promise<number> {
  const series = readM4('Hourly')
  const recipe = { ...hourlyRecipe({ cell: 'gru', hidden: 64 }), epochs }
  const { model } = await trainM4(series, recipe, 1)
  const score = async (refine?: ForecastOriginsOptions['refine']) => {
    const forecasts = await forecastM4(series, model, refine)
    return scoreM4(series, ({ key }) => forecasts.get(key)!, recipe.period).owa
  }
  const [own, blended] = [await score(), await score(blend())]
  console.error(`  M4 hourly: OWA ${own.toFixed(4)}, blended ${blended.toFixed(4)}`)
  return blended / own
}
