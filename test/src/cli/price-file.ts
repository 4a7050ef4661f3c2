import { createRandom } from '../../../src/numeric/random.ts'

export interface PriceFileOptions {
  readonly days: number
  readonly keys?: readonly string[]
  readonly seed?: number
  /** The newest row first. */
  readonly reversed?: boolean
}

/** A CSV file of random walks, a row a day and key. */
export function priceFile({ days, keys = ['AAA'], seed = 1, reversed = false }: PriceFileOptions): string {
  const random = createRandom(seed)
  const prices = keys.map(() => 100)
  const rows: string[] = []
  for (let day = 0; day < days; day++) {
    const date = new Date(Date.UTC(2020, 0, 1 + day)).toISOString().slice(0, 10)
    keys.forEach((key, i) => {
      prices[i]! *= 1 + 0.01 * random.normal()
      rows.push(`${date},${key},${prices[i]!.toFixed(2)}`)
    })
  }
  return ['date,symbol,close', ...(reversed ? rows.reverse() : rows), ''].join('\n')
}
