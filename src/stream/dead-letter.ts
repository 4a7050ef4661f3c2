import { createHash } from 'node:crypto'
import type { Partition, TickHeaders } from './tick.ts'

export const deadLetterReasons = ['malformed', 'oversized', 'late', 'non-finite', 'invalid-utf8', 'failed'] as const
export type DeadLetterReason = (typeof deadLetterReasons)[number]

/** A tick that was refused: why, where it stood, and its bytes (cut at a limit). */
export interface DeadLetter extends Partition {
  readonly offset: number
  readonly reason: DeadLetterReason
  readonly message: string
  readonly key?: string
  readonly headers?: TickHeaders
  /** At most `maxRawBytes` of what came. */
  readonly raw: Uint8Array
  /** Length of what came, before the cut. */
  readonly rawLength: number
  /** SHA-256 of what came, in hex; of the kept part only where the rest was never held in memory. */
  readonly rawHash: string
}

export const maxRawBytes = 4096

export interface DeadLetterInput extends Omit<DeadLetter, 'raw' | 'rawLength' | 'rawHash'> {
  readonly raw: Uint8Array | undefined
  /** Given where the source streamed past an oversized tick and never held all of it. */
  readonly rawLength?: number
  readonly rawHash?: string
}

export function toDeadLetter(input: DeadLetterInput): DeadLetter {
  const raw = input.raw ?? new Uint8Array(0)
  return {
    ...input,
    raw: raw.slice(0, maxRawBytes),
    rawLength: input.rawLength ?? raw.length,
    rawHash: input.rawHash ?? createHash('sha256').update(raw).digest('hex'),
  }
}
