import type { DeadLetterReason } from './dead-letter.ts'

/** What a line says, before it has a position. */
export interface ParsedRecord {
  readonly key: string
  readonly eventTime: number | undefined
  readonly value: unknown
}

/** Why a line is no tick. */
export class Refusal {
  readonly reason: DeadLetterReason
  readonly message: string

  constructor(reason: DeadLetterReason, message: string) {
    this.reason = reason
    this.message = message
  }
}

/** Turns the text of one line into what a tick is made of. */
export interface RecordParser {
  /** Characters that may separate fields; undefined where lines are not CSV. */
  readonly delimiters: string | undefined
  /** To be awaited before the first line: gets the rules of a named time zone. Errors: `CONFIG_INVALID` for no zone. */
  load(): Promise<void>
  /** Undefined for a line that is no tick by right, such as a header. Errors: `INPUT_INVALID` for a wrong header. */
  parse(text: string, offset: number): ParsedRecord | Refusal | undefined
}

/** Text of the input for a message, cut where it is long. */
export function quoteText(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}
