import { isUtf8 } from 'node:buffer'
import type { DeadLetter } from './dead-letter.ts'
import type { Output } from './sink.ts'

/** One JSON line: why, where, and the bytes as text (`raw`) where they are UTF-8, else in base64 (`rawBase64`). */
export function toDeadLetterLine({ id, value }: Output<DeadLetter>): string {
  const { topic, partition, offset, reason, message, key, raw, rawLength, rawHash } = value
  const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength)
  const kept = isUtf8(bytes) ? { raw: bytes.toString('utf8') } : { rawBase64: bytes.toString('base64') }
  return JSON.stringify({ id, topic, partition, offset, reason, message, key, ...kept, rawLength, rawHash })
}
