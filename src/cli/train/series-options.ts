import { InvalidArgumentError, Option, type Command as CommandLine } from 'commander'
import { cycles, type Cycle } from './beside-features.ts'
import { parseColumns } from './column-list.ts'

export interface SeriesOptions {
  readonly target: string
  readonly key?: string
  readonly time?: string
  readonly timeFormat?: string
  readonly timeZone?: string
  readonly decimal?: '.' | ','
}

/** What predict and compare ask about a CSV file. */
export function addSeriesOptions(line: CommandLine): CommandLine {
  return addFileOptions(line.option('--target <column>', 'column of the values', 'close'))
}

/** What train and backtest ask about it: several targets, and what the network sees beside them. */
export interface TargetsOptions extends Omit<SeriesOptions, 'target'> {
  readonly target: readonly string[]
  readonly with: readonly string[]
  readonly known: readonly string[]
  readonly calendar: readonly Cycle[]
}

export function addTargetsOptions(line: CommandLine): CommandLine {
  const several = 'column of the values; several with commas get a model each, which sees the others, too'
  return addFileOptions(line.option('--target <columns>', several, parseColumns, ['close']))
    .option('--with <columns>', 'other columns that the network sees, as far as they have come', parseColumns, [])
    .option('--known <columns>', 'columns that are known ahead, such as holidays or a plan', parseColumns, [])
    .option('--calendar <cycles>', 'of day, week, year: where clocks and dates of --time-zone stand', parseCycles, [])
}

function addFileOptions(line: CommandLine): CommandLine {
  return line
    .option('--key <column>', 'column that tells series apart (default: symbol, ticker or key, if there)')
    .option('--time <column>', 'column of the time (default: date, time or timestamp, if there)')
    .option('--time-format <format>', 'iso, epoch-ms, epoch-s or a pattern such as dd/MM/yyyy (default: iso)')
    .option('--time-zone <zone>', 'of times without an offset: UTC, +02:00 or Europe/Zurich (default: UTC)')
    .addOption(new Option('--decimal <mark>', 'decimal mark of the numbers').choices(['.', ',']))
}

function parseCycles(text: string): Cycle[] {
  const found = parseColumns(text)
  const known = cycles.filter((cycle) => found.includes(cycle))
  if (known.length === found.length) return known
  throw new InvalidArgumentError(`Expected some of ${cycles.join(', ')}, with commas between.`)
}
