/**
 * Every error that Tickwise raises on purpose. The message says what was expected, what came and what to do next;
 * the code is stable and may be tested for.
 */
export const errorCodes = [
  'CONFIG_INVALID', // options or a spec; lists every bad path at once
  'COMBINATION_REFUSED', // (source, sink, store) that can't give the guarantee asked for
  'INPUT_INVALID', // a file, a column or an argument
  'TICK_INVALID', // one tick; it goes to the dead letters
  'MODEL_INVALID', // a model file: truncated, hostile, foreign
  'MODEL_NOT_FOUND',
  'RECORD_INVALID', // a key record or a checkpoint that can't be decoded
  'RECORD_FOREIGN', // written by another model, layout or version
  'RECOVERY_GAP', // checkpoint, committed offset and log don't fit together
  'STORE_FENCED', // the partition has a newer owner
  'STORE_LOCKED', // another process writes this store
  'STORE_FAILED', // disk full, connection lost
  'SINK_FAILED',
  'SINK_SHORTER', // an output is shorter than the checkpoint says
  'SOURCE_FAILED',
  'SOURCE_CHANGED', // the input is not the one the checkpoint was taken on
  'CHAIN_INVALID', // an operator chain that can't keep the promises
  'LIMIT_EXCEEDED',
  'TRAINING_FAILED',
  'KERNEL_FAILED',
  'PORT_IN_USE',
] as const

export type ErrorCode = (typeof errorCodes)[number]

export interface ErrorParts {
  /** What was expected, e.g. `a positive price`. */
  readonly expected: string
  /** What came, e.g. `"n/a" in column close, line 12`. */
  readonly received: string
  /** What to do next, e.g. `map the column with --price`. */
  readonly action: string
  readonly cause?: unknown
}

export class TickwiseError extends Error {
  override readonly name: string = 'TickwiseError'
  readonly code: ErrorCode
  readonly expected: string
  readonly received: string
  readonly action: string

  constructor(code: ErrorCode, { expected, received, action, cause }: ErrorParts) {
    super(`expected ${expected}; got ${received}. ${action}`, cause === undefined ? undefined : { cause })
    this.code = code
    this.expected = expected
    this.received = received
    this.action = action
  }
}

export function isTickwiseError(error: unknown, code?: ErrorCode): error is TickwiseError {
  return error instanceof TickwiseError && (code === undefined || error.code === code)
}
