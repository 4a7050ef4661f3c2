import { z } from 'zod'
import type { DeadLetter } from '../../stream/dead-letter.ts'

/** A dead letter as it was kept, whatever wrote it. */
export interface StoredLetter extends Omit<DeadLetter, 'reason'> {
  readonly id: string
  readonly reason: string
}

const lineSchema = z.object({
  id: z.string(),
  topic: z.string(),
  partition: z.number(),
  offset: z.number(),
  reason: z.string(),
  message: z.string(),
  key: z.string().optional(),
  raw: z.string().optional(),
  rawBase64: z.base64().optional(),
  rawLength: z.number(),
  rawHash: z.string(),
})

/** Of a line that a file of dead letters has; undefined for one that is none. */
export function fromLine(line: string): StoredLetter | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
  const parsed = lineSchema.safeParse(value)
  if (!parsed.success) return undefined
  const { raw, rawBase64, key, ...rest } = parsed.data
  const bytes = rawBase64 === undefined ? Buffer.from(raw ?? '') : Buffer.from(rawBase64, 'base64')
  return { ...rest, ...(key === undefined ? {} : { key }), raw: bytes }
}

export interface LetterRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly key: Buffer | null
  readonly value: Buffer | null
  readonly headers: NonNullable<DeadLetter['headers']>
}

/** Of a record in a topic of dead letters; one that is none tells what it can. */
export function fromRecord({ topic, partition, offset, key, value, headers }: LetterRecord): StoredLetter {
  const own = new Map<string, string>()
  const others: (readonly [string, Uint8Array | null])[] = []
  for (const [name, content] of headers) {
    if (name.startsWith('tickwise.')) own.set(name.slice('tickwise.'.length), Buffer.from(content ?? []).toString())
    else others.push([name, content])
  }
  const raw = value ?? Buffer.alloc(0)
  return {
    id: own.get('id') ?? `${topic}:${partition}:${offset}`,
    topic: own.get('topic') ?? topic,
    partition: Number(own.get('partition') ?? partition),
    offset: Number(own.get('offset') ?? offset),
    reason: own.get('reason') ?? 'unknown',
    message: own.get('message') ?? '',
    ...(key === null || key.length === 0 ? {} : { key: key.toString() }),
    headers: others,
    raw,
    rawLength: Number(own.get('raw-length') ?? raw.length),
    rawHash: own.get('raw-sha256') ?? '',
  }
}
