import { murmur2 } from '@platformatic/kafka'
import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import { toJsonLine, type FormatOutput } from '../../src/stream/format-output.ts'
import type { Output } from '../../src/stream/sink.ts'
import type { TickHeaders } from '../../src/stream/tick.ts'

/** A message with its partition chosen, as the client takes it. */
export interface ProducedMessage {
  readonly topic: string
  readonly partition: number
  readonly key: Buffer
  readonly value: Buffer
  readonly headers: [name: Buffer, value: Buffer | null][]
}

const names = Object.fromEntries(
  ['id', 'reason', 'message', 'topic', 'partition', 'offset', 'raw-length', 'raw-sha256'].map((name) => [
    name,
    Buffer.from(`tickwise.${name}`),
  ]),
) as Record<string, Buffer>
const idName = Buffer.from('id')

/** The partition that the Java client gives a key. */
export function partitionOfKey(key: Buffer, partitions: number): number {
  return (murmur2(key) & 0x7fffffff) % partitions
}

interface KnownKey {
  readonly bytes: Buffer
  readonly hash: number
}

const maxKnownKeys = 16_384
const knownKeys = new Map<string, KnownKey>()

/** Keys come again and again: their bytes and hashes are kept, up to a bound. */
function knownKey(key: string): KnownKey {
  const known = knownKeys.get(key)
  if (known !== undefined) return known
  const bytes = Buffer.from(key)
  const fresh = { bytes, hash: murmur2(bytes) & 0x7fffffff }
  if (knownKeys.size === maxKnownKeys) knownKeys.clear()
  knownKeys.set(key, fresh)
  return fresh
}

/** An output: the same key in the same partition always, its id as a header, and the headers of its tick. */
export function toOutputMessage<T>(
  output: Output<T>,
  topic: string,
  partitions: number,
  format: FormatOutput<T> = toJsonLine,
): ProducedMessage {
  const { bytes, hash } = knownKey(output.key)
  const headers = passedOn(output.headers)
  headers.push([idName, Buffer.from(output.id)])
  return { topic, partition: hash % partitions, key: bytes, value: Buffer.from(format(output)), headers }
}

/** A dead letter: the bytes as they came (cut at a limit), what was wrong with them and where they stood in headers. */
export function toDeadLetterMessage(
  { id, value: letter }: Output<DeadLetter>,
  topic: string,
  partitions: number,
): ProducedMessage {
  const { bytes, hash } = knownKey(letter.key ?? '')
  const headers = passedOn(letter.headers)
  const add = (name: string, text: string | number) => headers.push([names[name]!, Buffer.from(String(text))])
  add('id', id)
  add('reason', letter.reason)
  add('message', letter.message)
  add('topic', letter.topic)
  add('partition', letter.partition)
  add('offset', letter.offset)
  add('raw-length', letter.rawLength)
  add('raw-sha256', letter.rawHash)
  const { buffer, byteOffset, byteLength } = letter.raw
  const value = Buffer.from(buffer, byteOffset, byteLength)
  return { topic, partition: hash % partitions, key: bytes, value, headers }
}

function passedOn(headers: TickHeaders | undefined): [Buffer, Buffer | null][] {
  if (headers === undefined) return []
  return headers.map(([name, value]) => [
    Buffer.from(name),
    value === null ? null : Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  ])
}
