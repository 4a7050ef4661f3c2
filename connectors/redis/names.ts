import type { Partition } from '../../src/stream/tick.ts'
import { fromKeyBytes, toKeyBytes } from '../../src/state/key-bytes.ts'

/**
 * What a partition's hash holds besides a field for each key. The bytes of a key never hold a character of four bytes
 * (`toKeyBytes` writes each half of one by itself), so that no key can be mistaken for one of these.
 */
export const metaFields = {
  token: '\u{10ffff}token',
  /** Decimal text; absent before the first save. */
  offset: '\u{10ffff}offset',
  checkpoint: '\u{10ffff}checkpoint',
  /** Decimal text; where generations are compared. */
  generation: '\u{10ffff}generation',
} as const

/** First byte of the fields that are no key. */
export const metaByte = 0xf4

/** The field of a key: its bytes. Where the text has the same bytes it is given as text, which the client sends faster. */
export function toField(key: string): string | Buffer {
  return surrogates.test(key) ? toBuffer(toKeyBytes(key)) : key
}

const surrogates = /[\ud800-\udfff]/

export const toBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)

/** The names of everything that a store keeps in Redis. */
export interface PartitionNames {
  /** A hash: the partition's records and what is in `metaFields`. One key, so that it is lost as a whole or not at all. */
  readonly partition: string
  /** Where the hash is while a save's transaction runs; in the same slot of a cluster. Nobody ever sees it. */
  readonly saving: string
}

export function namePartition(prefix: string, partition: Partition): PartitionNames {
  const name = `{${escape(prefix)}:${toMember(partition)}}`
  return { partition: name, saving: `${name}:saving` }
}

/** A set with a member for each partition that was ever claimed and not reset. It only serves people. */
export function namePartitions(prefix: string): string {
  return `${escape(prefix)}:partitions`
}

/** A hash with a field for each write-once object. */
export function nameObjects(prefix: string): string {
  return `${escape(prefix)}:objects`
}

export function toMember({ topic, partition }: Partition): string {
  return `${escape(topic)}:${partition}`
}

/** What `toMember` was given; undefined when it was something else. */
export function fromMember(member: string): Partition | undefined {
  const [, topic, partition] = /^([^:]*):(\d+)$/.exec(member) ?? []
  return topic === undefined ? undefined : { topic: unescape(topic), partition: Number(partition) }
}

/** Bytes that mean nothing to Redis, its command line or our separators; all others as %XX. */
const plain = /[A-Za-z0-9._-]/

function escape(text: string): string {
  let escaped = ''
  for (const byte of toKeyBytes(text)) {
    const character = String.fromCharCode(byte)
    escaped += plain.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`
  }
  return escaped
}

function unescape(escaped: string): string {
  const bytes: number[] = []
  for (let at = 0; at < escaped.length; at++) {
    if (escaped[at] !== '%') bytes.push(escaped.charCodeAt(at))
    else {
      bytes.push(parseInt(escaped.slice(at + 1, at + 3), 16))
      at += 2
    }
  }
  return fromKeyBytes(Uint8Array.from(bytes))
}
