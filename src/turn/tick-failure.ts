import { TickwiseError, type ErrorParts } from '../errors.ts'
import type { DeadLetterReason } from '../stream/dead-letter.ts'

/** One tick that can't be processed: it becomes a dead letter and its turn runs again without it. */
export class TickFailure extends TickwiseError {
  override readonly name = 'TickFailure'
  readonly reason: DeadLetterReason

  constructor(reason: DeadLetterReason, parts: ErrorParts) {
    super('TICK_INVALID', parts)
    this.reason = reason
  }
}

export function toFailureReason(error: unknown): DeadLetterReason {
  return error instanceof TickFailure ? error.reason : 'failed'
}
