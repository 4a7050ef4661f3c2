import { TickwiseError } from '../errors.ts'
import { sha256 } from '../numeric/sha256.ts'
import { toHex } from '../numeric/to-hex.ts'
import type { KeyRecord, Section } from './section.ts'

/**
 * Where things stand in an encoded key record. Everything is little-endian; every part begins at a multiple of 8.
 *
 * | at | what |
 * |---|---|
 * | 0 | magic `TWKR`, format (uint16), number of sections (uint16) |
 * | 8 | last absorbed offset, last event time (canonical NaN for none), ticks absorbed (float64 each) |
 * | 32 | length of the whole record, length of the directory (uint32 each) |
 * | 40 | directory, a section: version (uint32), length of the id (uint16), 0 (uint16), stamp hash (8 bytes), id (UTF-8) |
 * | after it | byte length of each section (uint32 each), then the sections |
 */
export const recordFormat = { magic: 0x524b5754, version: 1, directoryAt: 40, entryHead: 16 } as const

/** The sections of a pipeline's key records, in order, and the part of the header that all of them share. */
export interface RecordLayout {
  readonly sections: readonly Section<unknown>[]
  /** Each section's `id@version`, or `id@version#stamp hash`. */
  readonly names: readonly string[]
  /** All names; equal texts are equal layouts. */
  readonly description: string
  /** The header of every record; the codec fills in the numbers before it copies it. */
  readonly header: Uint8Array
  readonly headerView: DataView
  /** Where the byte lengths of the sections stand. */
  readonly lengthsAt: number
}

const encoder = new TextEncoder()

export const align8 = (length: number): number => (length + 7) & ~7

/** First 8 bytes of the SHA-256 of the stamp; zeros for ''. */
function hashStamp(stamp: string): Uint8Array {
  return stamp === '' ? new Uint8Array(8) : sha256(stamp).subarray(0, 8)
}

export function describeSection(id: string, version: number, stampHash: string): string {
  return `${id}@${version}${/^0*$/.test(stampHash) ? '' : `#${stampHash}`}`
}

/** Throws `CONFIG_INVALID` with every fault: an id that comes twice, is empty or too long, a version that is no uint32. */
export function createLayout(sections: readonly Section<unknown>[]): RecordLayout {
  const ids = sections.map(({ id }) => encoder.encode(id))
  refuseFaults(sections, ids)
  const directoryBytes = ids.reduce((sum, id) => sum + recordFormat.entryHead + align8(id.length), 0)
  const lengthsAt = recordFormat.directoryAt + directoryBytes
  const header = new Uint8Array(align8(lengthsAt + 4 * sections.length))
  const headerView = new DataView(header.buffer)
  headerView.setUint32(0, recordFormat.magic, true)
  headerView.setUint16(4, recordFormat.version, true)
  headerView.setUint16(6, sections.length, true)
  headerView.setUint32(36, directoryBytes, true)
  const names: string[] = []
  let at: number = recordFormat.directoryAt
  sections.forEach(({ id, version, stamp }, i) => {
    const bytes = ids[i]!
    const hash = hashStamp(stamp)
    headerView.setUint32(at, version, true)
    headerView.setUint16(at + 4, bytes.length, true)
    header.set(hash, at + 8)
    header.set(bytes, at + recordFormat.entryHead)
    at += recordFormat.entryHead + align8(bytes.length)
    names.push(describeSection(id, version, toHex(hash)))
  })
  return { sections, names, description: names.join(' '), header, headerView, lengthsAt }
}

function refuseFaults(sections: readonly Section<unknown>[], ids: readonly Uint8Array[]): void {
  const faults: string[] = []
  if (sections.length > 0xffff) faults.push(`${sections.length} sections`)
  sections.forEach(({ id, version }, i) => {
    const first = sections.findIndex((other) => other.id === id)
    if (first !== i) faults.push(`"${id}" twice`)
    if (id === '' || ids[i]!.length > 255) faults.push(`an id of ${ids[i]!.length} bytes`)
    if (!Number.isInteger(version) || version < 0 || version > 0xffffffff)
      faults.push(`"${id}" with version ${version}`)
  })
  if (faults.length === 0) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'stateful operators with different ids of 1 to 255 bytes and whole versions',
    received: faults.join(', '),
    action: 'Give each operator an `id` of its own.',
  })
}

/** A key that has never been seen. */
export function createRecord(layout: RecordLayout, key: string): KeyRecord {
  return { key, offset: -1, eventTime: undefined, ticks: 0, states: layout.sections.map((section) => section.create()) }
}
