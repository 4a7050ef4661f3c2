import { TickwiseError } from '../errors.ts'
import { reservedNames, type RecordSettings } from './record-options.ts'

/** A payload property and where it comes from. */
export interface Column {
  readonly name: string
  readonly column: string | number
  /** `auto`: a number where it reads as one, otherwise text. */
  readonly type: 'number' | 'text' | 'auto'
  readonly optional: boolean
}

export interface Columns {
  readonly key: string | number | undefined
  readonly time: string | number | undefined
  readonly values: readonly Column[]
}

/** Spellings in lower case without anything but letters and digits; the first that is there is taken. */
const ohlcv: Readonly<Record<string, readonly string[]>> = {
  key: ['symbol', 'ticker', 'key'],
  time: ['date', 'datetime', 'timestamp', 'time', 'opentime'],
  open: ['open'],
  high: ['high'],
  low: ['low'],
  close: ['close', 'closelast', 'price', 'last'],
  adjClose: ['adjclose', 'adjustedclose'],
  volume: ['volume', 'vol'],
}

/** The mapping that the options spell out. */
export function mappedColumns({ columns = {} }: RecordSettings): Columns {
  const values: Column[] = []
  for (const [name, mapped] of Object.entries(columns)) {
    if (name === 'key' || name === 'time') continue
    const full = typeof mapped === 'object' ? mapped : { column: mapped, type: 'number' as const, optional: false }
    values.push({ name, ...full })
  }
  return { key: columnOf(columns.key), time: columnOf(columns.time), values }
}

/** The mapping for a CSV file with these header names: what is spelled out, then the preset, then every column. */
export function csvColumns(settings: RecordSettings, header: readonly string[], where: string): Columns {
  const mapped = mappedColumns(settings)
  if (settings.preset !== undefined) return withPreset(mapped, header, where)
  const found = (name: string) => header.find((column) => column.toLowerCase() === name)
  const key = mapped.key ?? (typeof settings.key === 'string' ? undefined : found('key'))
  const time = mapped.time ?? found('time')
  if (mapped.values.length > 0) return { key, time, values: mapped.values }
  const rest = header.filter((name) => name !== key && name !== time)
  const reserved = rest.filter((name) => reservedNames.includes(name))
  if (reserved.length > 0) throw unknownColumns(reserved, header, where, `can't be taken under that name`)
  return { key, time, values: rest.map((name) => ({ name, column: name, type: 'auto', optional: true })) }
}

function withPreset(mapped: Columns, header: readonly string[], where: string): Columns {
  const bare = header.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''))
  const find = (name: string) => {
    const spelling = ohlcv[name]?.find((candidate) => bare.includes(candidate))
    return spelling === undefined ? undefined : header[bare.indexOf(spelling)]
  }
  const values = [...mapped.values]
  for (const name of Object.keys(ohlcv)) {
    if (name === 'key' || name === 'time' || values.some((value) => value.name === name)) continue
    const column = find(name)
    if (column !== undefined) values.push({ name, column, type: 'number', optional: name !== 'close' })
  }
  const time = mapped.time ?? find('time')
  const missing = [
    ...(time === undefined ? ['time'] : []),
    ...(values.some((v) => v.name === 'close') ? [] : ['close']),
  ]
  if (missing.length > 0) throw unknownColumns(missing, header, where, 'were not found by the preset ohlcv')
  return { key: mapped.key ?? find('key'), time, values }
}

function columnOf(mapped: string | number | { readonly column: string | number } | undefined) {
  return typeof mapped === 'object' ? mapped.column : mapped
}

export function unknownColumns(
  names: readonly (string | number)[],
  header: readonly string[],
  where: string,
  problem = 'are not there',
): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `columns that ${where} has: ${header.join(', ')}`,
    received: `${names.join(', ')}, which ${problem}`,
    action: 'Map each name to a column with `columns`.',
  })
}
