import { TickwiseError } from '../../errors.ts'

/** A model file that can't be used. Long texts from the file are cut, so that a hostile one can't flood a log. */
export function modelInvalid(expected: string, received: string, cause?: unknown): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected,
    received: received.length > 300 ? `${received.slice(0, 300)}...` : received,
    action: 'The model file is damaged or was not written by Tickwise: copy or train it again.',
    cause,
  })
}
