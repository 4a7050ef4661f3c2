import { toHex } from '../numeric/to-hex.ts'
import { invalidRecord, otherFormat } from './record-error.ts'
import { align8, recordFormat } from './record-layout.ts'

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true })

export interface SectionDescription {
  readonly id: string
  readonly version: number
  /** 16 hex digits; zeros for a section without a stamp. */
  readonly stampHash: string
  /** The encoded state. */
  readonly bytes: Uint8Array
}

export interface RecordDescription {
  readonly format: number
  /** Offset of the last tick absorbed; -1 for none. */
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly eventTime: number | undefined
  /** Ticks absorbed. */
  readonly ticks: number
  readonly sections: readonly SectionDescription[]
}

/** Reads any key record without its layout. Throws `RECORD_INVALID`, `RECORD_FOREIGN` for another format. */
export function describeRecord(bytes: Uint8Array): RecordDescription {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const format = checkFrame(view)
  const heads = readDirectory(bytes, view)
  const lengthsAt = recordFormat.directoryAt + view.getUint32(36, true)
  let at = align8(lengthsAt + 4 * heads.length)
  requireZeros(bytes, lengthsAt + 4 * heads.length, at)
  const sections = heads.map((head, i) => {
    const start = at
    const end = start + view.getUint32(lengthsAt + 4 * i, true)
    at = align8(end)
    if (at > bytes.length)
      throw invalidRecord(`section "${head.id}" to end by byte ${bytes.length}`, `an end at ${end}`)
    requireZeros(bytes, end, at)
    return { ...head, bytes: bytes.subarray(start, end) }
  })
  if (at !== bytes.length) throw invalidRecord(`a record of ${at} bytes`, `${bytes.length - at} trailing bytes`)
  return { format, ...readNumbers(view), sections }
}

function checkFrame(view: DataView): number {
  const { magic, version, directoryAt } = recordFormat
  const length = view.byteLength
  if (length < directoryAt) throw invalidRecord(`a key record of at least ${directoryAt} bytes`, `${length} bytes`)
  if (view.getUint32(0, true) !== magic) throw invalidRecord('a key record that begins with "TWKR"', firstBytes(view))
  const format = view.getUint16(4, true)
  if (format !== version) throw otherFormat('key record', version, format)
  const size = view.getUint32(32, true)
  if (size > length) throw invalidRecord(`a key record of ${size} bytes`, `a truncated one of ${length}`)
  if (size < length) throw invalidRecord(`a key record of ${size} bytes`, `${length - size} trailing bytes`)
  return format
}

function firstBytes(view: DataView): string {
  return `bytes ${toHex(new Uint8Array(view.buffer, view.byteOffset, 4))}`
}

function readNumbers(view: DataView): Pick<RecordDescription, 'offset' | 'eventTime' | 'ticks'> {
  const offset = view.getFloat64(8, true)
  const time = view.getFloat64(16, true)
  const ticks = view.getFloat64(24, true)
  const canonical = view.getUint32(16, true) === 0 && view.getUint32(20, true) === 0x7ff80000
  if (!Number.isSafeInteger(offset) || offset < -1) throw invalidRecord('an offset of -1 or more', `${offset}`)
  if (!Number.isSafeInteger(ticks) || ticks < 0) throw invalidRecord('a number of ticks', `${ticks}`)
  if (!Number.isFinite(time) && !canonical) throw invalidRecord('an event time', `${time}, not as it is written`)
  return { offset, ticks, eventTime: canonical ? undefined : time }
}

function readDirectory(bytes: Uint8Array, view: DataView): Omit<SectionDescription, 'bytes'>[] {
  const { directoryAt, entryHead } = recordFormat
  const count = view.getUint16(6, true)
  const end = directoryAt + view.getUint32(36, true)
  if (align8(end + 4 * count) > bytes.length) throw invalidRecord('a directory inside the record', `an end at ${end}`)
  const heads: Omit<SectionDescription, 'bytes'>[] = []
  let at: number = directoryAt
  while (heads.length < count) {
    const idBytes = at + entryHead <= end ? view.getUint16(at + 4, true) : Infinity
    if (at + entryHead + align8(idBytes) > end || idBytes === Infinity)
      throw invalidRecord(`a directory of ${count} sections`, `one that is cut after ${heads.length}`)
    heads.push({
      id: utf8.decode(bytes.subarray(at + entryHead, at + entryHead + idBytes)),
      version: view.getUint32(at, true),
      stampHash: toHex(bytes.subarray(at + 8, at + entryHead)),
    })
    requireZeros(bytes, at + entryHead + idBytes, at + entryHead + align8(idBytes))
    at += entryHead + align8(idBytes)
  }
  if (at !== end) throw invalidRecord(`a directory of ${at - directoryAt} bytes`, `one of ${end - directoryAt}`)
  return heads
}

function requireZeros(bytes: Uint8Array, from: number, to: number): void {
  for (let i = from; i < to; i++)
    if (bytes[i] !== 0) throw invalidRecord('zeros between parts', `${bytes[i]} at byte ${i}`)
}
