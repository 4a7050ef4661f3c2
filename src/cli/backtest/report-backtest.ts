import { writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import type { Surroundings } from '../surroundings.ts'
import type { TimedSeries } from '../train/read-series.ts'
import { writeWhole } from '../write-whole.ts'
import { backtestPage } from './backtest-page.ts'
import { backtestTable } from './backtest-table.ts'
import type { BacktestChoice } from './backtest-choice.ts'
import type { Backtest } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'
import { forecastsCsv } from './forecasts-csv.ts'

export interface BacktestResult {
  readonly backtest: Backtest
  readonly runs: readonly { readonly seed: number; readonly rows: readonly ForecastRow[] }[]
  readonly series: readonly TimedSeries[]
}

/** Writes the page and, where they are asked for, the forecasts; prints the scores. */
export async function reportBacktest(
  { json, page, out }: Pick<BacktestChoice, 'json' | 'page' | 'out'>,
  { backtest, runs, series }: BacktestResult,
  { print, stdout, noColour }: Pick<Surroundings, 'stdout' | 'noColour'> & Pick<Invocation<object>, 'print'>,
): Promise<ExitCode> {
  await writeWhole(page, new TextEncoder().encode(backtestPage(backtest, runs[0]!.rows, series)))
  if (out !== undefined) await writeFile(out, forecastsCsv(runs, series))
  if (json) print(JSON.stringify({ page, out: out ?? null, ...backtest }))
  else {
    const { data, target, verdict } = backtest
    print(`${basename(data)}, ${target}: mean absolute errors over that of the last value, mean over keys.\n`)
    print(backtestTable(backtest, { color: stdout.isTTY === true && !noColour }))
    print(`\n${verdict}`)
    print(`\nWith plots: ${page}${out === undefined ? '' : `\nForecasts: ${out}`}`)
  }
  return exitCode.ok
}
