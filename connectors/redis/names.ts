import type { Partition } from '../../src/stream/tick.ts'
import { fromKeyBytes, toKeyBytes } from '../../src/state/key-bytes.ts'

/**
 * What a partition's hash holds besides a field for each key. A key's bytes never contain 0xff, so that no key can
 * be mistaken for one of these.
 */
export const metaFields = {
  token: metaField('token'),
  /** Decimal text; absent before the first save. */
  offset: metaField('offset'),
  checkpoint: metaField('checkpoint'),
  /** Decimal text; where generations are compared. */
  generation: metaField('generation'),
} as const

/** First byte of the fields that are no key. */
export const metaByte = 0xff

function metaField(name: string): Buffer {
  return Buffer.concat([Buffer.of(0xff), Buffer.from(name)])
}

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
