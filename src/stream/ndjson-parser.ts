import { mappedColumns, type Column } from './columns.ts'
import { parseDecimal } from './decimal.ts'
import { createFinishRecord, type FinishRecord } from './finish-record.ts'
import { refuseNonFinite } from './refuse-non-finite.ts'
import { quoteText, Refusal, type ParsedRecord, type RecordParser } from './record-parser.ts'
import type { RecordSettings } from './record-options.ts'
import { createTimeParser, type TimeParser } from './time-format.ts'

type Path = readonly string[]

/** Payload of a JSON line: the JSON as it is, or the mapped properties with their raw decimal strings in `text`. */
export class NdjsonParser implements RecordParser {
  readonly delimiters = undefined
  readonly #settings: RecordSettings
  readonly #defaultKey: string
  readonly #keyPath: Path | undefined
  readonly #timePath: Path | undefined
  readonly #values: readonly (Column & { readonly path: Path })[]
  readonly #finish: FinishRecord
  readonly #timeParser: TimeParser
  readonly #timeScale: number

  constructor(settings: RecordSettings, defaultKey: string) {
    const { key, time, values } = mappedColumns(settings)
    this.#settings = settings
    this.#defaultKey = typeof settings.key === 'string' ? settings.key : defaultKey
    this.#keyPath = key === undefined ? undefined : toPath(key)
    this.#timePath = time === undefined ? undefined : toPath(time)
    this.#values = values.map((value) => ({ ...value, path: toPath(value.column) }))
    this.#finish = createFinishRecord(settings)
    this.#timeParser = createTimeParser(settings.time ?? {})
    this.#timeScale = settings.time?.format === 'epoch-s' ? 1000 : 1
  }

  load(): Promise<void> {
    return this.#timeParser.load()
  }

  parse(text: string): ParsedRecord | Refusal {
    const json = this.json(text)
    return json instanceof Refusal ? json : this.record(json)
  }

  /** What the text holds, before anything is made of it. */
  json(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      return refuseJson(text)
    }
  }

  /** The same for JSON that is parsed already. */
  record(json: unknown): ParsedRecord | Refusal {
    const problem = refuseNonFinite(json)
    if (problem !== undefined) return problem
    const key = this.#key(json)
    if (typeof key !== 'string') return key
    const eventTime = this.#time(json)
    if (eventTime instanceof Refusal) return eventTime
    if (this.#values.length === 0) return this.#finish(key, eventTime, json)
    const value: Record<string, unknown> = { key, time: eventTime }
    const raw: Record<string, string> = {}
    for (const column of this.#values) {
      const found = at(json, column.path)
      if (found === undefined || found === null || found === '') {
        if (column.optional) continue
        return new Refusal('malformed', `${column.path.join('.')} is missing`)
      }
      if (column.type === 'text') {
        if (typeof found !== 'string') return new Refusal('malformed', `${column.path.join('.')} is no text`)
        value[column.name] = found
        continue
      }
      const number = typeof found === 'string' ? parseDecimal(found, this.#settings.decimal) : found
      if (typeof number !== 'number' || Number.isNaN(number)) {
        return new Refusal('malformed', `${quoteText(JSON.stringify(found))} at ${column.path.join('.')} is no number`)
      }
      if (!Number.isFinite(number)) return new Refusal('non-finite', `${column.path.join('.')} is not finite`)
      value[column.name] = number
      raw[column.name] = typeof found === 'string' ? found : String(number)
    }
    value.text = raw
    return this.#finish(key, eventTime, value)
  }

  #key(json: unknown): string | Refusal {
    if (this.#keyPath === undefined) {
      if (this.#settings.key !== undefined) return this.#defaultKey
      const found = property(json, 'key')
      if (found === undefined) return this.#defaultKey
      return typeof found === 'string' || typeof found === 'number'
        ? String(found)
        : new Refusal('malformed', 'key is neither text nor number')
    }
    const found = at(json, this.#keyPath)
    if (typeof found === 'string' || typeof found === 'number') return String(found)
    return new Refusal('malformed', `expected a key at ${this.#keyPath.join('.')}`)
  }

  #time(json: unknown): number | undefined | Refusal {
    const found = this.#timePath === undefined ? property(json, 'time') : at(json, this.#timePath)
    if (found === undefined && this.#timePath === undefined) return undefined
    const ms = typeof found === 'number' ? Math.round(found * this.#timeScale) : this.#textTime(found)
    if (Math.abs(ms) <= 8.64e15) return ms
    if (found === undefined) return new Refusal('malformed', 'the time is missing')
    const written = typeof found === 'string' ? found : JSON.stringify(found)
    const problem = typeof found === 'string' ? this.#timeParser.problem(found) : 'no time in the format given'
    return new Refusal('malformed', `the time ${quoteText(written)} is ${problem}`)
  }

  #textTime(found: unknown): number {
    return typeof found === 'string' ? this.#timeParser.parse(found) : NaN
  }
}

function refuseJson(text: string): Refusal {
  // JSON has no NaN, but many writers put it there; it is a number that is not finite, not a broken line.
  const replaced = text.replace(/-?\b(?:NaN|Infinity)\b/g, '0')
  if (replaced !== text && isJson(replaced)) return new Refusal('non-finite', 'NaN or Infinity in place of a number')
  return new Refusal('malformed', `${quoteText(text)} is no JSON`)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function toPath(column: string | number): Path {
  return String(column).split('.')
}

function at(json: unknown, path: Path): unknown {
  let found = json
  for (const name of path) found = property(found, name)
  return found
}

function property(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null && Object.hasOwn(json, name)
    ? (json as Record<string, unknown>)[name]
    : undefined
}
