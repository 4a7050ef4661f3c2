import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { engines, type EngineName } from '../../training/engines/engines.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import type { SeriesFileChoice } from '../train/series-file.ts'
import { compareCells, stepsOf } from './compare-cells.ts'
import { comparisonPage } from './comparison-page.ts'
import { comparisonTable } from './comparison-table.ts'
import { readComparedSeries } from './read-compared-series.ts'

export interface CompareChoice extends Omit<SeriesFileChoice, 'path'> {
  readonly path: string | undefined
  readonly changes: 'log' | 'difference'
  readonly hidden: number
  readonly seed: number
  readonly full?: true
  readonly quick?: true
  readonly engine: EngineName
  readonly out: string
  readonly json?: true
}

/** Lengths of the adding problem, and when a run of it or of a forecaster is given up. */
const sizes = {
  quick: { lengths: [10], addingUpdates: 300, forecastUpdates: 50 },
  usual: { lengths: [10, 20, 30, 60, 100], addingUpdates: 2500, forecastUpdates: 600 },
  full: { lengths: [10, 20, 30, 60, 100, 150, 200, 300], addingUpdates: 10_000, forecastUpdates: 2000 },
} as const

/** Measures, writes the page, prints. Throws `INPUT_INVALID`, `CONFIG_INVALID`, `TRAINING_FAILED`, the signal's reason. */
export async function runCompare(
  choice: CompareChoice,
  {
    stdout,
    stderr,
    noColour,
    interrupted: signal,
    print,
    note,
  }: Surroundings & Pick<Invocation<object>, 'print' | 'note'>,
): Promise<ExitCode> {
  const { hidden, seed, json = false, out } = choice
  const target = choice.changes === 'log' ? 'log-return' : 'difference'
  const size = sizes[choice.full ? 'full' : choice.quick ? 'quick' : 'usual']
  const [data, engine] = await Promise.all([readComparedSeries(choice, target, signal), engines[choice.engine]()])
  note(`Comparing RNN, LSTM and GRU of ${hidden} units; forecasts on ${data.name}.`)
  const progress = createProgress({ stream: stderr, quiet: json, unit: 'measurements', total: stepsOf(size) })
  let steps = 0
  const onStep = (what: string) => progress.advance(steps++ === 0 ? 0 : 1, `| ${what}`)
  try {
    const comparison = await compareCells({ hidden, seed, target, engine, data, signal, onStep, ...size })
    progress.close()
    await mkdir(dirname(out), { recursive: true })
    await writeFile(out, comparisonPage(comparison))
    if (json) print(JSON.stringify({ page: out, ...comparison }))
    else {
      print(comparisonTable(comparison, { color: stdout.isTTY === true && !noColour }))
      print(`\nWith plots: ${out}`)
    }
    return exitCode.ok
  } finally {
    progress.close()
  }
}
