import { Option, type Command as CommandLine } from 'commander'

export interface SeriesOptions {
  readonly target: string
  readonly key?: string
  readonly time?: string
  readonly timeFormat?: string
  readonly timeZone?: string
  readonly decimal?: '.' | ','
}

/** What train and predict ask about a CSV file. */
export function addSeriesOptions(line: CommandLine): CommandLine {
  return line
    .option('--target <column>', 'column of the values', 'close')
    .option('--key <column>', 'column that tells series apart (default: symbol, ticker or key, if there)')
    .option('--time <column>', 'column of the time (default: date, time or timestamp, if there)')
    .option('--time-format <format>', 'iso, epoch-ms, epoch-s or a pattern such as dd/MM/yyyy (default: iso)')
    .option('--time-zone <zone>', 'of times without an offset: UTC, +02:00 or Europe/Zurich (default: UTC)')
    .addOption(new Option('--decimal <mark>', 'decimal mark of the numbers').choices(['.', ',']))
}
