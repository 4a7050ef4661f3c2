import { closeSync, openSync, readSync } from 'node:fs'
import { gunzipSync, constants } from 'node:zlib'
import type { FileSourceOptions } from '../../../connectors/file/index.ts'
import { TickwiseError } from '../../errors.ts'
import { detectDelimiter, splitRow } from '../../stream/csv-row.ts'
import type { ReadSeriesOptions } from './read-series.ts'

/** What a command line says about a CSV or NDJSON file of values. */
export interface SeriesFileChoice {
  readonly path: string
  /** Column of the values. */
  readonly target: string
  readonly key?: string | undefined
  readonly time?: string | undefined
  readonly timeFormat?: string | undefined
  /** Of times that carry no offset. */
  readonly timeZone?: string | undefined
  readonly decimal?: '.' | ',' | undefined
  /** Other columns that are read; a row may go without them, and at the end of a key without a value. */
  readonly columns?: readonly string[] | undefined
}

/** With other columns, their numbers are under their names behind `columnPrefix`. */
export interface ValuePayload {
  readonly value?: number
  readonly [column: string]: unknown
}

const columnPrefix = 'column '

/** What `readSeries` asks about a payload of the file. */
export function valueOf(columns: readonly string[]): Pick<ReadSeriesOptions<ValuePayload>, 'value' | 'columns'> {
  const of = (payload: ValuePayload, name: string) => payload[columnPrefix + name] as number | undefined
  return { value: ({ value }) => value, columns: { names: columns, of } }
}

const usualKeys = ['symbol', 'ticker', 'key']
const usualTimes = ['date', 'datetime', 'timestamp', 'time']
const headBytes = 64 << 10

/**
 * How to read the values of a file: its key and time columns are found by their usual names where they aren't told.
 * Throws `INPUT_INVALID`, naming the columns there are.
 */
export function seriesFile(choice: SeriesFileChoice): FileSourceOptions<ValuePayload> {
  const { target, columns: others = [] } = choice
  const wanted = [['--target', target], ...others.map((name) => ['--with or --known', name])] as [string, string][]
  const { columns, ...file } = tickFile(choice, wanted)
  return {
    ...file,
    columns: {
      value: others.length === 0 ? target : { column: target, optional: true },
      ...Object.fromEntries(others.map((name) => [columnPrefix + name, { column: name, optional: true }])),
      ...columns,
    },
  }
}

/** How to read whole rows of a file, with the columns of key and time. Throws as above, also for what is `wanted` of it. */
export function tickFile(
  { path, target, key, time, timeFormat, timeZone, decimal }: Omit<SeriesFileChoice, 'target'> & { target?: string },
  wanted: readonly (readonly [option: string, column: string])[] = [],
) {
  const ndjson = /\.(ndjson|jsonl)(\.gz)?$/i.test(path)
  const columns = ndjson ? readNames(path) : readHeader(path)
  const find = (names: readonly string[]) => columns.find((column) => names.includes(column.trim().toLowerCase()))
  for (const [option, name] of [...wanted, ['--key', key], ['--time', time]] as const) {
    // A path into an object is not among the names of the first line.
    const isPath = ndjson && name?.includes('.') === true
    if (name !== undefined && !isPath && !columns.includes(name)) throw unknownColumn(option, name, path, columns)
  }
  const keyColumn = key ?? find(usualKeys.filter((name) => name !== target))
  const timeColumn = time ?? find(usualTimes.filter((name) => name !== target))
  return {
    path,
    format: ndjson ? ('ndjson' as const) : ('csv' as const),
    columns: {
      ...(keyColumn === undefined ? {} : { key: keyColumn }),
      ...(timeColumn === undefined ? {} : { time: timeColumn }),
    },
    time: {
      ...(timeFormat === undefined ? {} : { format: timeFormat }),
      ...(timeZone === undefined ? {} : { zone: timeZone }),
    },
    ...(decimal === undefined ? {} : { decimal }),
  }
}

function readHeader(path: string): string[] {
  const head = readHead(path)
  const line = /^\uFEFF?([^\r\n]*)/.exec(head)?.[1] ?? ''
  if (line.trim() === '') {
    throw new TickwiseError('INPUT_INVALID', {
      expected: `a CSV file with a header row at ${path}`,
      received: 'an empty first line',
      action: 'Give a file whose first line names its columns.',
    })
  }
  return splitRow(line, detectDelimiter(line)) ?? [line]
}

/** The names of the first object of an NDJSON file. */
function readNames(path: string): string[] {
  const line = /^\uFEFF?([^\r\n]*)/.exec(readHead(path))?.[1] ?? ''
  try {
    const first: unknown = JSON.parse(line)
    if (typeof first === 'object' && first !== null) return Object.keys(first)
  } catch {
    // Said below, with what was expected.
  }
  throw new TickwiseError('INPUT_INVALID', {
    expected: `an NDJSON file at ${path}: a JSON object a line`,
    received: JSON.stringify(line.slice(0, 80)),
    action: 'Correct the first line.',
  })
}

function readHead(path: string): string {
  const buffer = Buffer.alloc(headBytes)
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = buffer.subarray(0, readSync(file, buffer))
      const gzip = bytes[0] === 0x1f && bytes[1] === 0x8b
      return (gzip ? gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }) : bytes).toString('utf8')
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw new TickwiseError('INPUT_INVALID', {
      expected: `a CSV file that can be read at ${path}`,
      received: cause instanceof Error ? cause.message : String(cause),
      action: 'Check the path.',
      cause,
    })
  }
}

function unknownColumn(option: string, name: string, path: string, columns: readonly string[]): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a column of ${path} for ${option}: ${columns.join(', ')}`,
    received: JSON.stringify(name),
    action: `Name one of them with ${option}.`,
  })
}
