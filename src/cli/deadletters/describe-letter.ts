import { isUtf8 } from 'node:buffer'
import { displayText } from '../terminal/display-text.ts'
import type { StoredLetter } from './stored-letter.ts'

/** All that is known of a letter, in lines for people. What came from outside can't write over the terminal. */
export function describeLetter({
  id,
  topic,
  partition,
  offset,
  reason,
  message,
  key,
  raw,
  ...rest
}: StoredLetter): string {
  const { rawLength, rawHash } = rest
  const cut = rawLength > raw.length ? `, of which ${raw.length} were kept` : ''
  const rows = [
    ['id', id],
    ['from', `${topic}/${partition} at ${offset}`],
    ['reason', reason],
    ['why', message],
    ['key', key ?? 'unknown'],
    ['bytes', `${rawLength}${cut}, SHA-256 ${rawHash}`],
  ]
  const text = isUtf8(raw) ? Buffer.from(raw).toString() : Buffer.from(raw).toString('base64')
  const head = rows.map(([name, value]) => `${name!.padEnd(7)} ${displayText(value!)}`)
  return [...head, isUtf8(raw) ? 'content' : 'content in base64', ...text.split('\n').map(displayText)].join('\n')
}

/** The same for programs. */
export function toJson({ raw, headers: _, ...rest }: StoredLetter): object {
  return isUtf8(raw)
    ? { ...rest, raw: Buffer.from(raw).toString() }
    : { ...rest, rawBase64: Buffer.from(raw).toString('base64') }
}
