import { from, lastValueFrom, toArray } from 'rxjs'
import { blend, calibrate, forecast, type Forecast } from '../../../operators/index.ts'
import { trainModel } from '../../../src/cli/train/train-model.ts'
import type { SeriesSet } from './data-sets.ts'

export const horizons = [1, 2, 3, 5, 12, 24]
/** The part of every series that the network learns from; what follows is measured. */
const trainingShare = 0.4

interface KeyedValue {
  readonly key: string
  readonly index: number
  readonly value: number
}

/** An interval that was served, the one that the network gave for the same tick, and what came. */
export interface ServedInterval {
  readonly actual: number
  readonly lower: number
  readonly upper: number
  readonly networkLower: number
  readonly networkUpper: number
}

export interface ServedSet {
  readonly name: string
  /** Intervals of the given nominal coverage: [series][horizon][forecast], oldest first. */
  intervals(nominal: number): Promise<ServedInterval[][][]>
}

/** Trains a small GRU on the first part of every series, then forecasts all of every series, tick by tick. */
export async function serveSet({ name, season, target, series }: SeriesSet): Promise<ServedSet> {
  const model = await trainModel({
    series: series.map(({ key, values }) => ({ key, values: values.slice(0, cutOf(values)) })),
    shape: { name: 'coverage', cell: 'gru', hidden: 16, layers: 1, horizons, target },
    seed: 1,
    updates: 250,
    data: {},
  })
  const said: Forecast<KeyedValue>[][] = []
  for (const { key, values } of series) {
    const ticks = values.map((value, index) => ({ key, index, value }))
    said.push(await lastValueFrom(from(ticks).pipe(forecast<KeyedValue>(model), toArray())))
  }
  return {
    name,
    async intervals(nominal) {
      const all: ServedInterval[][][] = []
      for (const [n, { values }] of series.entries()) {
        const chain = from(said[n]!).pipe(blend({ season }), calibrate({ coverage: nominal }), toArray())
        const served = await lastValueFrom(chain)
        all.push(horizons.map((_, h) => measured(values, said[n]!, served, h)))
      }
      return all
    },
  }
}

const cutOf = (values: readonly number[]) => Math.floor(trainingShare * values.length)

function measured(
  values: readonly number[],
  said: readonly Forecast<KeyedValue>[],
  served: readonly Forecast<KeyedValue>[],
  h: number,
): ServedInterval[] {
  const found: ServedInterval[] = []
  for (const [i, { tick, forecasts }] of served.entries()) {
    const actual = values[tick.index + horizons[h]!]
    if (tick.index < cutOf(values) || actual === undefined) continue
    const [lower, upper] = ends(forecasts[h]!.quantiles)
    const [networkLower, networkUpper] = ends(said[i]!.forecasts[h]!.quantiles)
    found.push({ actual, lower, upper, networkLower, networkUpper })
  }
  return found
}

const ends = (quantiles: readonly number[]) => [quantiles[0]!, quantiles.at(-1)!] as const
