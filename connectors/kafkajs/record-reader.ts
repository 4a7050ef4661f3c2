import { isUtf8 } from 'node:buffer'
import { toDeadLetter, type DeadLetter } from '../../src/stream/dead-letter.ts'
import { createFinishRecord, type FinishRecord } from '../../src/stream/finish-record.ts'
import { NdjsonParser } from '../../src/stream/ndjson-parser.ts'
import { recordOptionsSchema } from '../../src/stream/record-options.ts'
import { Refusal, type ParsedRecord } from '../../src/stream/record-parser.ts'
import { refuseNonFinite } from '../../src/stream/refuse-non-finite.ts'
import type { Partition, Tick, TickHeaders } from '../../src/stream/tick.ts'
import type { HeaderLike, MessageLike } from './client.ts'
import type { SourceSettings } from './source-options.ts'

/** Turns messages into ticks and dead letters. A function of the message alone, so that reading again gives the same. */
export class RecordReader<T> {
  readonly #settings: SourceSettings
  readonly #finish: FinishRecord
  readonly #json: NdjsonParser

  constructor(settings: SourceSettings) {
    const { schema, key, eventTime } = settings
    const given = Object.entries({ schema, key, eventTime }).filter(([, value]) => value !== undefined)
    const record = recordOptionsSchema.parse(Object.fromEntries(given))
    this.#settings = settings
    this.#finish = createFinishRecord(record)
    this.#json = new NdjsonParser(record, 'unused')
  }

  read({ topic, partition }: Partition, message: MessageLike): Tick<T> | DeadLetter {
    const place = { topic, partition, offset: Number(message.offset) }
    const headers = toHeaders(message.headers)
    const more = headers.length === 0 ? {} : { headers }
    const parsed = this.#parse(topic, message)
    if (parsed instanceof Refusal) {
      const { reason, message: text } = parsed
      const key = message.key === null || !isUtf8(message.key) ? {} : { key: message.key.toString('utf8') }
      return toDeadLetter({ ...place, ...key, ...more, reason, message: text, raw: message.value ?? undefined })
    }
    const { key, eventTime } = parsed
    return { ...place, key, eventTime, value: parsed.value as T, raw: message.value!, ...more }
  }

  #parse(topic: string, { key, value, timestamp }: MessageLike): ParsedRecord | Refusal {
    const { key: keyOption, maxRecordBytes, format } = this.#settings
    if (value === null) return new Refusal('malformed', 'the record has no value (a tombstone)')
    if (value.length > maxRecordBytes) {
      const size = `a value of ${value.length} bytes is over the limit of ${maxRecordBytes}`
      return new Refusal('oversized', size)
    }
    if (!isUtf8(value)) return new Refusal('invalid-utf8', 'the value is not UTF-8')
    if (key !== null && !isUtf8(key)) return new Refusal('invalid-utf8', 'the key is not UTF-8')
    if (key === null && keyOption === undefined) {
      return new Refusal('malformed', 'the record has no key; give `key`, a text or a function of the payload')
    }
    const name = typeof keyOption === 'string' ? keyOption : (key?.toString('utf8') ?? topic)
    const text = value.toString('utf8')
    if (format === 'text') return this.#finish(name, Number(timestamp), text)
    const json = this.#json.json(text)
    if (json instanceof Refusal) return json
    return refuseNonFinite(json) ?? this.#finish(name, Number(timestamp), json)
  }
}

function toHeaders(headers: MessageLike['headers'] = {}): TickHeaders {
  return Object.entries(headers).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one) => [name, toBytes(one)] as const),
  )
}

function toBytes(value: Exclude<HeaderLike, unknown[]> | undefined): Uint8Array | null {
  return value === undefined ? null : Buffer.from(value as string)
}
