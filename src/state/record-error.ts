import { TickwiseError } from '../errors.ts'

/** Bytes that are no record at all: torn, cut, or of something else. */
export function invalidRecord(expected: string, received: string, cause?: unknown): TickwiseError {
  const action =
    'The bytes are damaged or are not of Tickwise: restore the store, or reset the partition and rebuild it.'
  return new TickwiseError('RECORD_INVALID', { expected, received, action, cause })
}

/** Formats beyond are no formats, but what damage made of one. */
const mostFormats = 99

/** Bytes that another version of Tickwise wrote, in a way of its own. */
export function otherFormat(what: string, ours: number, theirs: number): TickwiseError {
  if (theirs < 1 || theirs > mostFormats) return invalidRecord(`${what} format ${ours}`, `format ${theirs}`)
  return new TickwiseError('RECORD_FOREIGN', {
    expected: `${what} format ${ours}`,
    received: `format ${theirs}, of ${theirs < ours ? 'an older' : 'a newer'} version of Tickwise`,
    action: 'Run the version that wrote it, or forget the state with `tickwise reset` and let the next run rebuild it.',
  })
}

/** A whole record with another meaning. */
export function foreignRecord(expected: string, received: string): TickwiseError {
  const action = 'Run the pipeline and the models that wrote it, or reset the partition.'
  return new TickwiseError('RECORD_FOREIGN', { expected, received, action })
}
