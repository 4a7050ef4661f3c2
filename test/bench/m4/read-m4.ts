import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { dataFile } from '../language/data-file.ts'

export interface M4Series {
  readonly key: string
  /** What may be learned from. */
  readonly values: readonly number[]
  /** What came next, which nothing but the score may see. */
  readonly test: readonly number[]
}

/**
 * The M4 competition's data. They may be used for measuring but not passed on, so they are not in the repository:
 * `TICKWISE_DATA` names a folder with m4/{Hourly,Weekly}-{train,test}.csv.gz, from github.com/Mcompetitions/M4-methods.
 */
export function readM4(frequency: 'Hourly' | 'Weekly'): M4Series[] {
  const train = readRows(`${frequency}-train.csv.gz`)
  const test = readRows(`${frequency}-test.csv.gz`)
  return [...train].map(([key, values]) => ({ key, values, test: test.get(key)! }))
}

function readRows(name: string): Map<string, number[]> {
  const lines = gunzipSync(readFileSync(dataFile('m4', name)))
    .toString()
    .trimEnd()
    .split(/\r?\n/)
  const rows = new Map<string, number[]>()
  for (const line of lines.slice(1)) {
    const [key = '', ...cells] = line.split(',').map((cell) => cell.replaceAll('"', ''))
    rows.set(key, cells.filter((cell) => cell !== '').map(Number))
  }
  return rows
}
