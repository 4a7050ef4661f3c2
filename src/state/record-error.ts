import { TickwiseError } from '../errors.ts'

/** Bytes that are no record at all: torn, cut, or of something else. */
export function invalidRecord(expected: string, received: string, cause?: unknown): TickwiseError {
  const action =
    'The bytes are damaged or are not of Tickwise: restore the store, or reset the partition and rebuild it.'
  return new TickwiseError('RECORD_INVALID', { expected, received, action, cause })
}

/** A whole record with another meaning. */
export function foreignRecord(expected: string, received: string): TickwiseError {
  const action = 'Run the pipeline and the models that wrote it, or reset the partition.'
  return new TickwiseError('RECORD_FOREIGN', { expected, received, action })
}
