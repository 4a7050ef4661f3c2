import { z } from 'zod'
import { sha256 } from '../numeric/sha256.ts'
import { toHex } from '../numeric/to-hex.ts'
import { fromBase64, toBase64 } from './base64.ts'
import { invalidRecord, otherFormat } from './record-error.ts'

const base64 = z.base64().transform(fromBase64)

const schema = z.strictObject({
  pipeline: z.string(),
  layout: z.string(),
  identity: z.string(),
  owner: z.string(),
  marks: z.record(z.string(), z.int().min(0)),
  counters: z.record(z.string(), z.number()),
  highEventTime: z.number().nullable(),
  sections: z.record(z.string(), base64),
})

/** What a checkpoint holds that is not per key. A store sees only its bytes. */
export interface PartitionRecord {
  /** The pipeline's name. */
  readonly pipeline: string
  /** `RecordLayout.description` of its key records. */
  readonly layout: string
  /** Fingerprint of the input up to the checkpoint's offset. */
  readonly identity: string
  /** The transactional id of the worker that owns the partition; '' without transactions. */
  readonly owner: string
  /** Bytes of each marked output, by name. */
  readonly marks: Readonly<Record<string, number>>
  readonly counters: Readonly<Record<string, number>>
  /** The greatest event time absorbed, in milliseconds; undefined for none. */
  readonly highEventTime: number | undefined
  /** State of operators that is kept per partition, by operator id. */
  readonly sections: Readonly<Record<string, Uint8Array>>
}

const encoder = new TextEncoder()
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

const magic = encoder.encode('TWKP')
const format = 1
/** Magic, format (uint32), first 8 bytes of the SHA-256 of the text. */
const headBytes = 16

/** Equal records give equal bytes: names are sorted. */
export function encodePartitionRecord(record: PartitionRecord): Uint8Array {
  const sections = Object.entries(record.sections).map(([id, bytes]) => [id, toBase64(bytes)] as const)
  const text = encoder.encode(
    JSON.stringify({
      pipeline: record.pipeline,
      layout: record.layout,
      identity: record.identity,
      owner: record.owner,
      marks: sortNames(Object.entries(record.marks)),
      counters: sortNames(Object.entries(record.counters)),
      highEventTime: record.highEventTime ?? null,
      sections: sortNames(sections),
    }),
  )
  const bytes = new Uint8Array(headBytes + text.length)
  bytes.set(magic)
  new DataView(bytes.buffer).setUint32(4, format, true)
  bytes.set(checksum(text), 8)
  bytes.set(text, headBytes)
  return bytes
}

/** Throws `RECORD_INVALID`, `RECORD_FOREIGN` for another format. */
export function decodePartitionRecord(bytes: Uint8Array): PartitionRecord {
  if (bytes.length < headBytes)
    throw invalidRecord(`a checkpoint of at least ${headBytes} bytes`, `${bytes.length} bytes`)
  if (!startsWith(bytes, magic))
    throw invalidRecord('a checkpoint that begins with "TWKP"', `bytes ${toHex(bytes.subarray(0, 4))}`)
  const found = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)
  if (found !== format) throw otherFormat('checkpoint', format, found)
  const text = bytes.subarray(headBytes)
  if (!startsWith(bytes.subarray(8), checksum(text)))
    throw invalidRecord('a checkpoint that matches its checksum', `${bytes.length} bytes, damaged or truncated`)
  const result = schema.safeParse(parseJson(text))
  if (!result.success) throw invalidRecord('the fields of a checkpoint', z.prettifyError(result.error), result.error)
  return { ...result.data, highEventTime: result.data.highEventTime ?? undefined }
}

const checksum = (text: Uint8Array): Uint8Array => sha256(text).subarray(0, 8)

const startsWith = (bytes: Uint8Array, head: Uint8Array): boolean => head.every((byte, i) => bytes[i] === byte)

function parseJson(text: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(text))
  } catch (error) {
    throw invalidRecord('a checkpoint of JSON text', `${text.length} bytes that are none`, error)
  }
}

function sortNames<T>(entries: (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
