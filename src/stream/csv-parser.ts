import { TickwiseError } from '../errors.ts'
import { csvColumns, unknownColumns, type Column } from './columns.ts'
import { detectDelimiter, splitRow } from './csv-row.ts'
import { parseDecimal } from './decimal.ts'
import { createFinishRecord, type FinishRecord } from './finish-record.ts'
import { quoteText, Refusal, type ParsedRecord, type RecordParser } from './record-parser.ts'
import type { RecordSettings } from './record-options.ts'
import { createTimeParser, type TimeParser } from './time-format.ts'

interface CsvShape {
  readonly delimiter: string
  /** Offset of the first row, which is the header where there is one. */
  readonly offset: number
  readonly names: readonly string[]
  readonly key: number
  readonly time: number
  readonly values: readonly (Omit<Column, 'column'> & { readonly index: number })[]
}

/** Payload of a CSV row: mapped columns, the raw decimal strings in `text`, and the tick's own key and time. */
export class CsvParser implements RecordParser {
  readonly #settings: RecordSettings
  readonly #where: string
  readonly #defaultKey: string
  readonly #finish: FinishRecord
  readonly #time: TimeParser
  #shape: CsvShape | undefined

  /** `where` names the input in messages; `defaultKey` is for inputs of one key. */
  constructor(settings: RecordSettings, where: string, defaultKey: string) {
    this.#settings = settings
    this.#where = where
    this.#defaultKey = typeof settings.key === 'string' ? settings.key : defaultKey
    this.#finish = createFinishRecord(settings)
    this.#time = createTimeParser(settings.time ?? {})
  }

  get delimiters(): string {
    return this.#shape?.delimiter ?? this.#settings.delimiter ?? ',;\t'
  }

  load(): Promise<void> {
    return this.#time.load()
  }

  parse(text: string, offset: number): ParsedRecord | Refusal | undefined {
    const shape = (this.#shape ??= this.#begin(text, offset))
    if (this.#settings.header && offset === shape.offset) return undefined
    const fields = splitRow(text, shape.delimiter)
    if (fields === undefined) return new Refusal('malformed', 'a quoted field is followed by something else')
    if (fields.length !== shape.names.length) {
      return new Refusal('malformed', `expected ${shape.names.length} columns; got ${fields.length}`)
    }
    return this.#toRecord(fields, shape)
  }

  #toRecord(fields: readonly string[], shape: CsvShape): ParsedRecord | Refusal {
    const key = shape.key < 0 ? this.#defaultKey : (fields[shape.key] ?? '').trim()
    let eventTime: number | undefined
    if (shape.time >= 0) {
      const written = (fields[shape.time] ?? '').trim()
      eventTime = this.#time.parse(written)
      if (Number.isNaN(eventTime)) return this.#refuse(shape, shape.time, written, this.#time.problem(written))
    }
    const value: Record<string, unknown> = { key, time: eventTime }
    const text: Record<string, string> = {}
    for (const { name, index, type, optional } of shape.values) {
      const field = fields[index] ?? ''
      if (type === 'text') {
        value[name] = field
        continue
      }
      const written = field.trim()
      if (written === '' && optional) continue
      const number = parseDecimal(written, this.#settings.decimal)
      if (Number.isFinite(number)) {
        value[name] = number
        text[name] = written
      } else if (type === 'auto' && Number.isNaN(number)) value[name] = field
      else return this.#refuse(shape, index, written, Number.isNaN(number) ? 'no number' : 'not finite', number)
    }
    value.text = text
    return this.#finish(key, eventTime, value)
  }

  #refuse(shape: CsvShape, index: number, written: string, problem: string, number = NaN): Refusal {
    const message = `${quoteText(written)} in column ${shape.names[index] ?? index} is ${problem}`
    return new Refusal(Number.isNaN(number) ? 'malformed' : 'non-finite', message)
  }

  #begin(text: string, offset: number): CsvShape {
    const delimiter = this.#settings.delimiter ?? detectDelimiter(text)
    const first = splitRow(text, delimiter)
    if (first === undefined) {
      throw new TickwiseError('INPUT_INVALID', {
        expected: `a first row of columns in ${this.#where}`,
        received: quoteText(text),
        action: 'Correct its quotes.',
      })
    }
    const names = first.map((name, index) => (this.#settings.header ? name.trim() : String(index)))
    const { key, time, values } = csvColumns(this.#settings, names, this.#where)
    const indexOf = (column: string | number) => (typeof column === 'number' ? column : names.indexOf(column))
    const wanted = [key, time, ...values.map(({ column }) => column)].filter((column) => column !== undefined)
    const missing = wanted.filter((column) => names[indexOf(column)] === undefined)
    if (missing.length > 0) throw unknownColumns(missing, names, this.#where)
    const twice = wanted.filter(
      (column) => typeof column === 'string' && names.indexOf(column) !== names.lastIndexOf(column),
    )
    if (twice.length > 0) throw unknownColumns(twice, names, this.#where, 'are there more than once')
    return {
      delimiter,
      offset,
      names,
      key: key === undefined ? -1 : indexOf(key),
      time: time === undefined ? -1 : indexOf(time),
      values: values.map(({ column, ...rest }) => ({ ...rest, index: indexOf(column) })),
    }
  }
}
