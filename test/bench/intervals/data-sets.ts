import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { createRandom } from '../../../src/numeric/random.ts'
import { dataFile } from '../language/data-file.ts'

export interface SeriesSet {
  readonly name: string
  /** Ticks a season; 1 for none. */
  readonly season: number
  readonly target: 'log-return' | 'difference'
  readonly series: readonly { readonly key: string; readonly values: readonly number[] }[]
}

/** The sets that the bench rolls over. Short series tell nothing about a long run: those below `leastTicks` are left out. */
export function readSeriesSets(): SeriesSet[] {
  return [
    { name: 'exchange', season: 1, target: 'log-return', series: readExchange() },
    { name: 'M4 hourly', season: 24, target: 'log-return', series: readM4('Hourly', 900, 48) },
    { name: 'M4 weekly', season: 1, target: 'log-return', series: readM4('Weekly', 1500, 48) },
    { name: 'regime change', season: 1, target: 'difference', series: regimeChange() },
  ]
}

const lines = (path: string) =>
  gunzipSync(readFileSync(dataFile(path)))
    .toString('utf8')
    .trim()
    .split('\n')

/** Daily rates of eight currencies, 7,588 days. */
function readExchange() {
  const rows = lines('exchange_rate/exchange_rate.txt.gz').map((line) => line.split(',').map(Number))
  return rows[0]!.map((_, n) => ({ key: `currency ${n + 1}`, values: rows.map((row) => row[n]!) }))
}

/** Training part and test part of M4's series, one after the other; `most` of the series that are long enough. */
function readM4(kind: 'Hourly' | 'Weekly', leastTicks: number, most: number) {
  const numbers = (line: string) =>
    line
      .split(',')
      .slice(1)
      .map((cell) => cell.replaceAll('"', ''))
      .filter((cell) => cell !== '' && cell !== 'NA')
      .map(Number)
  const [train, test] = (['train', 'test'] as const).map((part) => lines(`m4/${kind}-${part}.csv.gz`).slice(1))
  const all = train!.map((line, n) => ({
    key: `${kind} ${n + 1}`,
    values: [...numbers(line), ...numbers(test![n]!)],
  }))
  const long = all.filter(({ values }) => values.length >= leastTicks)
  const step = Math.max(1, long.length / most)
  return Array.from({ length: Math.min(most, long.length) }, (_, i) => long[Math.floor(i * step)]!)
}

/** Walks whose steps grow fourfold and shrink again, after the part that the network was trained on. */
function regimeChange() {
  return Array.from({ length: 8 }, (_, n) => {
    const random = createRandom(100 + n)
    const values: number[] = []
    for (let t = 0; t < 6000; t++) {
      const size = t > 3000 && Math.floor(t / 700) % 2 === 0 ? 4 : 1
      values.push((values[t - 1] ?? 0) + size * random.normal())
    }
    return { key: `walk ${n + 1}`, values }
  })
}
