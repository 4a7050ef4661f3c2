import { basename } from 'node:path'
import { encodeModel } from '../../model/model-file.ts'
import type { Model } from '../../model/model.ts'
import type { CellKind } from '../../model/spec.ts'
import { engines, type EngineName } from '../../training/engines/engines.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { printSummary } from '../terminal/summary-table.ts'
import { writeWhole } from '../write-whole.ts'
import { chooseTarget } from './choose-target.ts'
import { besideFeatures, type BesideChoice } from './beside-features.ts'
import { prepareSeries } from './prepare-series.ts'
import { readSeries } from './read-series.ts'
import { scoreModel, type ScoredSeries, type SeriesSkill } from './score-model.ts'
import { searchShape } from './search-shape.ts'
import { seriesFile, valueOf, type SeriesFileChoice } from './series-file.ts'
import { trainChoice } from './train-choice.ts'
import { verdict } from './verdict.ts'

/** What is trained, and how: the same for every target. */
export interface TrainSettings {
  readonly cell: CellKind
  readonly hidden: number
  readonly layers: number
  readonly layerNorm?: true
  readonly horizons: readonly number[]
  readonly changes: 'auto' | 'log' | 'difference'
  /** Ticks of the seasons; empty for none that is known. */
  readonly season: readonly number[]
  readonly search?: true
  readonly seed: number
  readonly updates?: number
  readonly engine: EngineName
}

export interface TrainChoice extends TrainSettings, Omit<SeriesFileChoice, 'columns'>, BesideChoice {
  /** Of the model, and its file. */
  readonly name: string
  readonly out: string
  readonly json?: true
}

/** Kept aside for the scores at the end; training never sees it. */
const testShare = 0.15
/** Below, the parts would be too short to train, stop and score on. */
const leastValues = 300
const shownKeys = 8
const usualUpdates = 2000

export type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

/** Trains, scores, writes the model file. Throws `INPUT_INVALID`, `TRAINING_FAILED`, and the signal's reason. */
export async function trainFromFile(choice: TrainChoice, outside: Outside): Promise<ExitCode> {
  const { out } = choice
  const { series, target } = await readParts(choice, outside)
  const model = await trainWithBar(choice, series, target, outside)
  await writeWhole(out, encodeModel(model))
  const skill = await scoreModel(model, series)
  if (choice.json) {
    const { fingerprint, report } = model
    outside.print(JSON.stringify({ target: choice.target, model: out, fingerprint, report, skill }))
  } else printScores(skill, choice, outside)
  return exitCode.ok
}

type Target = 'log-return' | 'difference'

/** The file's series; those from `from` on are kept aside. */
async function readParts(
  choice: TrainChoice,
  { note, interrupted: signal }: Outside,
): Promise<{ readonly series: ScoredSeries[]; readonly target: Target }> {
  const columns = [...(choice.with ?? []), ...(choice.known ?? [])]
  const read = await readSeries({ file: seriesFile({ ...choice, columns }), ...valueOf(columns), signal })
  if (read.refused > 0) note(`${read.refused} rows left out; the first: ${read.firstRefusal}`)
  const target = chooseTarget(choice.changes, read.series)
  if (choice.changes === 'auto' && target === 'difference') note('Some values are 0 or below: differences are learned.')
  const series = prepareSeries(read.series, { target, leastValues })
  if (series.some(({ moved }) => moved)) note('The rows were not in order of time; they were put in order.')
  const cut = (length: number) => length - Math.floor(length * testShare)
  return { series: series.map((one) => ({ ...one, from: cut(one.values.length) })), target }
}

async function trainWithBar(
  choice: TrainChoice,
  parts: readonly ScoredSeries[],
  target: Target,
  outside: Outside,
): Promise<Model> {
  const { path, cell, hidden, layers, layerNorm, horizons, season, seed, updates = usualUpdates, json = false } = choice
  const { stderr, interrupted: signal, note } = outside
  // Our kernels train on a thread of their own, which opens them by itself.
  const engine = choice.engine === 'kernel' ? undefined : await engines[choice.engine]()
  // Of the other columns all is kept: what is known ahead goes beyond the values.
  const series = parts.map((one) => ({ ...one, values: one.values.slice(0, one.from) }))
  const beside = besideFeatures(choice, series, horizons)
  const total = series.reduce((sum, { values }) => sum + values.length, 0)
  const asked = { name: choice.name, cell, hidden, layers, layerNorm, horizons, target, beside }
  const job = {
    series,
    seed,
    updates,
    seasons: season,
    data: { file: basename(path), target: choice.target },
    signal,
    engine,
  }
  const shape = choice.search ? await searchShape({ ...job, shape: asked }, outside, json) : asked
  note(
    `Training a ${shape.cell.toUpperCase()} of ${shape.hidden} on ${total} values of ${count(series.length, 'key')}${engine === undefined ? '' : `, with ${engine.name}`}.`,
  )
  const progress = createProgress({ stream: stderr, quiet: json, unit: 'updates', total: updates })
  let done = 0
  try {
    return await trainChoice({
      ...job,
      shape,
      onProgress(news) {
        progress.advance(news.updates - done, `| validation loss ${news.validationLoss?.toFixed(4) ?? '-'}`)
        done = news.updates
      },
    })
  } finally {
    progress.close()
  }
}

function printScores(
  skill: readonly SeriesSkill[],
  { out, path, ...choice }: TrainChoice,
  { stdout, noColour, print }: Outside,
): void {
  const keys = [...new Set(skill.map(({ key }) => key))]
  const shown = new Set(keys.slice(0, shownKeys))
  print(`Scores on the last ${100 * testShare} % of every key, which training did not see.`)
  const rows = skill.filter(({ key }) => shown.has(key))
  printSummary(stdout, rows, { color: stdout.isTTY === true && !noColour })
  if (keys.length > shownKeys) print(`... and ${count(keys.length - shownKeys, 'more key')}; --json has all of them`)
  print(`\n${verdict(skill)}`)
  print(`Model: ${out}\nTry it: ${predictLine(out, path, choice)}`)
}

/** What to type, with what was said about the file. */
function predictLine(out: string, path: string, choice: Omit<SeriesFileChoice, 'path'>): string {
  const { target, key, time, timeFormat, timeZone, decimal } = choice
  const said: readonly (readonly [string, string | undefined])[] = [
    ['target', target === 'close' ? undefined : target],
    ...([
      ['key', key],
      ['time', time],
      ['time-format', timeFormat],
      ['time-zone', timeZone],
      ['decimal', decimal],
    ] as const),
  ]
  const typed = said.flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, quoted(value)]))
  return ['tickwise', 'predict', quoted(out), quoted(path), ...typed].join(' ')
}

const quoted = (word: string) => (/^[\w./:+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
