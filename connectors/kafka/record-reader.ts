import { isUtf8 } from 'node:buffer'
import { isTickwiseError } from '../../src/errors.ts'
import { toDeadLetter, type DeadLetter, type DeadLetterReason } from '../../src/stream/dead-letter.ts'
import { createFinishRecord, type FinishRecord } from '../../src/stream/finish-record.ts'
import { NdjsonParser } from '../../src/stream/ndjson-parser.ts'
import { recordOptionsSchema } from '../../src/stream/record-options.ts'
import { Refusal, type ParsedRecord } from '../../src/stream/record-parser.ts'
import { refuseNonFinite } from '../../src/stream/refuse-non-finite.ts'
import type { Partition, Tick, TickHeaders } from '../../src/stream/tick.ts'
import type { LogRecord } from './committed-records.ts'
import type { KafkaRecord, SourceSettings } from './source-options.ts'

const noHeaders: TickHeaders = []

/** Turns records into ticks and dead letters. A function of the record alone, so that reading again gives the same. */
export class RecordReader<T> {
  readonly #settings: SourceSettings
  readonly #finish: FinishRecord
  readonly #mapped: NdjsonParser | undefined
  readonly #json: NdjsonParser

  constructor(settings: SourceSettings) {
    const { columns, time, decimal, schema, key, eventTime } = settings
    const given = Object.entries({ columns, time, decimal, schema, eventTime }).filter(
      ([, value]) => value !== undefined,
    )
    // A fixed key keeps the parser from looking for one in the payload: the record has it.
    const record = recordOptionsSchema.parse({ ...Object.fromEntries(given), key: key ?? 'unused' })
    this.#settings = settings
    this.#finish = createFinishRecord(record)
    this.#json = new NdjsonParser(record, 'unused')
    this.#mapped = columns === undefined && time === undefined ? undefined : this.#json
  }

  /** `payload` is what the user's function made of the record, where there is one. */
  read(place: Partition, record: LogRecord, payload?: Deserialized): Tick<T> | DeadLetter {
    const headers = toHeaders(record)
    const { topic, partition } = place
    const { offset } = record
    const parsed = this.#parse(topic, record, payload)
    if (parsed instanceof Refusal) {
      const { reason, message } = parsed
      const key = record.key === null || !isUtf8(record.key) ? {} : { key: record.key.toString('utf8') }
      const more = headers.length === 0 ? {} : { headers }
      return toDeadLetter({
        topic,
        partition,
        offset,
        ...key,
        ...more,
        reason,
        message,
        raw: record.value ?? undefined,
      })
    }
    const { key, eventTime } = parsed
    const raw = record.value ?? new Uint8Array(0)
    const tick = { topic, partition, offset, key, eventTime, value: parsed.value as T, raw }
    return headers.length === 0 ? tick : { ...tick, headers }
  }

  #parse(topic: string, record: LogRecord, payload: Deserialized | undefined): ParsedRecord | Refusal {
    const { maxAheadMs, maxRecordBytes } = this.#settings
    const length = record.value?.length ?? 0
    if (length > maxRecordBytes) {
      return refuse('oversized', `a value of ${length} bytes is over the limit of ${maxRecordBytes}`)
    }
    const key = this.#key(topic, record)
    if (key instanceof Refusal) return key
    const parsed = payload === undefined ? this.#content(key, record) : this.#deserialized(key, record, payload)
    if (parsed instanceof Refusal) return parsed
    const { eventTime } = parsed
    if (maxAheadMs !== undefined && eventTime !== undefined && eventTime - record.timestamp > maxAheadMs) {
      const ahead = `the event time ${eventTime} is more than ${maxAheadMs} ms ahead of the log's ${record.timestamp}`
      return new Refusal('malformed', ahead)
    }
    return parsed
  }

  #key(topic: string, { key }: LogRecord): string | Refusal {
    // Any text will do where a function of the payload gives the key.
    if (this.#settings.key !== undefined) return topic
    if (key === null) {
      if (this.#settings.nullKey === 'topic') return topic
      return refuse('malformed', 'the record has no key; give `key`, a function of the payload, or `nullKey: "topic"`')
    }
    return isUtf8(key) ? key.toString('utf8') : refuse('invalid-utf8', 'the key is not UTF-8')
  }

  #content(key: string, { value, timestamp }: LogRecord): ParsedRecord | Refusal {
    if (value === null) return refuse('malformed', 'the record has no value (a tombstone)')
    if (!isUtf8(value)) return refuse('invalid-utf8', 'the value is not UTF-8')
    const text = value.toString('utf8')
    if (this.#settings.format === 'text') return this.#finish(key, toTime(timestamp), text)
    const json = this.#json.json(text)
    if (json instanceof Refusal) return json
    if (this.#mapped !== undefined) {
      const parsed = this.#mapped.record(json)
      if (parsed instanceof Refusal || this.#settings.key !== undefined) return parsed
      return { ...parsed, key }
    }
    return refuseNonFinite(json) ?? this.#finish(key, toTime(timestamp), json)
  }

  #deserialized(key: string, { timestamp }: LogRecord, payload: Deserialized): ParsedRecord | Refusal {
    if ('error' in payload) return refuse('malformed', `deserialize threw: ${String(payload.error)}`)
    return this.#finish(key, toTime(timestamp), payload.value)
  }
}

export type Deserialized = { readonly value: unknown } | { readonly error: unknown }

/** Runs the user's function over records, one after the other. Errors: what it throws as `SOURCE_FAILED`. */
export async function deserializeAll(
  { deserialize }: Pick<SourceSettings, 'deserialize'>,
  { topic, partition }: Partition,
  records: readonly LogRecord[],
): Promise<readonly Deserialized[] | undefined> {
  if (deserialize === undefined) return undefined
  const all: Deserialized[] = []
  for (const record of records) {
    const { offset, timestamp, key, value } = record
    const given: KafkaRecord = { topic, partition, offset, timestamp, key, value, headers: toHeaders(record) }
    try {
      all.push({ value: await deserialize(given) })
    } catch (error) {
      if (isTickwiseError(error, 'SOURCE_FAILED')) throw error
      all.push({ error })
    }
  }
  return all
}

function toHeaders({ headers }: LogRecord): TickHeaders {
  if (headers.length === 0) return noHeaders
  return headers.map(([name, value]) => [name?.toString('utf8') ?? '', value] as const)
}

function toTime(timestamp: number): number | undefined {
  return timestamp < 0 ? undefined : timestamp
}

function refuse(reason: DeadLetterReason, message: string): Refusal {
  return new Refusal(reason, message)
}
