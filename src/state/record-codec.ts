import { TickwiseError } from '../errors.ts'
import { describeRecord } from './describe-record.ts'
import { foreignRecord, invalidRecord } from './record-error.ts'
import { align8, describeSection, type RecordLayout } from './record-layout.ts'
import type { KeyRecord } from './section.ts'

/** The bytes of a record, by `recordFormat`. Equal records give equal bytes. */
export function encodeRecord(layout: RecordLayout, record: KeyRecord): Uint8Array {
  const { sections } = layout
  const parts = new Array<Uint8Array>(sections.length)
  for (let i = 0; i < parts.length; i++) parts[i] = sections[i]!.encode(record.states[i])
  return packRecord(layout, record, parts)
}

/** As `encodeRecord`, of sections that are encoded already. */
export function packRecord(
  { header, headerView, lengthsAt }: RecordLayout,
  { offset, eventTime, ticks }: Pick<KeyRecord, 'offset' | 'eventTime' | 'ticks'>,
  parts: readonly Uint8Array[],
): Uint8Array {
  let size = header.length
  for (let i = 0; i < parts.length; i++) {
    const { length } = parts[i]!
    headerView.setUint32(lengthsAt + 4 * i, length, true)
    size = align8(size + length)
  }
  headerView.setFloat64(8, offset, true)
  writeEventTime(headerView, eventTime)
  headerView.setFloat64(24, ticks, true)
  headerView.setUint32(32, size, true)
  const bytes = new Uint8Array(size)
  bytes.set(header)
  let at = header.length
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i]!
    bytes.set(part, at)
    at = align8(at + part.length)
  }
  return bytes
}

/** Engines may choose the bits of a NaN they write, so the canonical one is written as two integers. */
function writeEventTime(view: DataView, eventTime: number | undefined): void {
  if (eventTime === undefined) {
    view.setUint32(16, 0, true)
    view.setUint32(20, 0x7ff80000, true)
  } else view.setFloat64(16, eventTime, true)
}

/**
 * The record that `encodeRecord` wrote. `bytes` are copied once; each section gets a view of its own part, aligned to 8.
 * Throws `RECORD_INVALID` for bytes that are no record and `RECORD_FOREIGN` for a record of another layout.
 */
export function decodeRecord(layout: RecordLayout, key: string, bytes: Uint8Array): KeyRecord {
  const { sections, header, lengthsAt } = layout
  const own = new Uint8Array(bytes)
  if (!sharesHeader(layout, own)) throw explain(layout, key, own)
  const view = new DataView(own.buffer)
  const states: unknown[] = []
  let at = header.length
  for (let i = 0; i < sections.length; i++) {
    const length = view.getUint32(lengthsAt + 4 * i, true)
    const end = at + length
    if (end > own.length) throw explain(layout, key, own)
    states.push(decodeSection(layout, i, key, own.subarray(at, end)))
    at = align8(end)
    for (let pad = end; pad < at; pad++) if (own[pad] !== 0) throw explain(layout, key, own)
  }
  if (at !== own.length || view.getUint32(32, true) !== at) throw explain(layout, key, own)
  const eventTime = view.getFloat64(16, true)
  const record: KeyRecord = {
    key,
    offset: view.getFloat64(8, true),
    eventTime: Number.isNaN(eventTime) ? undefined : eventTime,
    ticks: view.getFloat64(24, true),
    states,
  }
  if (!hasSoundNumbers(record, view)) throw explain(layout, key, own)
  return record
}

/** Whether magic, format, number of sections, directory and the padding after the lengths are the layout's. */
function sharesHeader({ header, lengthsAt, sections }: RecordLayout, bytes: Uint8Array): boolean {
  if (bytes.length < header.length) return false
  for (let i = 0; i < 8; i++) if (bytes[i] !== header[i]) return false
  for (let i = 36; i < lengthsAt; i++) if (bytes[i] !== header[i]) return false
  for (let i = lengthsAt + 4 * sections.length; i < header.length; i++) if (bytes[i] !== 0) return false
  return true
}

function hasSoundNumbers({ offset, eventTime, ticks }: KeyRecord, view: DataView): boolean {
  const canonical = view.getUint32(16, true) === 0 && view.getUint32(20, true) === 0x7ff80000
  return (
    Number.isSafeInteger(offset) &&
    offset >= -1 &&
    Number.isSafeInteger(ticks) &&
    ticks >= 0 &&
    (eventTime === undefined ? canonical : Number.isFinite(eventTime))
  )
}

function decodeSection({ sections }: RecordLayout, index: number, key: string, bytes: Uint8Array): unknown {
  const section = sections[index]!
  try {
    return section.decode(bytes)
  } catch (error) {
    if (error instanceof TickwiseError) throw error
    throw invalidRecord(`a state of section "${section.id}"`, `bytes it can't decode, key ${quote(key)}`, error)
  }
}

/** Finds out, slowly, what is wrong with bytes that the fast path refused. */
function explain(layout: RecordLayout, key: string, bytes: Uint8Array): TickwiseError {
  const of = `in the record of key ${quote(key)}`
  let found
  try {
    found = describeRecord(bytes).sections
  } catch (error) {
    if (error instanceof TickwiseError) return invalidRecord(error.expected, `${error.received} ${of}`, error)
    throw error
  }
  const received = found.map(({ id, version, stampHash }) => describeSection(id, version, stampHash))
  const expected = layout.names
  const at = expected.findIndex((name, i) => name !== received[i])
  const first = at === -1 ? expected.length : at
  return foreignRecord(
    `section ${first + 1} to be ${expected[first] ?? 'absent'} (layout: ${expected.join(' ') || 'no sections'})`,
    `${received[first] ?? 'none'} (layout: ${received.join(' ') || 'no sections'}) ${of}`,
  )
}

/** Keys can be long; a message shows the beginning. */
function quote(key: string): string {
  return key.length > 80 ? `${JSON.stringify(key.slice(0, 80))}...` : JSON.stringify(key)
}
