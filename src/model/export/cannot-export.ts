import { TickwiseError } from '../../errors.ts'

/** A model that the other format has no words for: `MODEL_INVALID`. */
export function cannotExport(expected: string, received: string, action: string): TickwiseError {
  return new TickwiseError('MODEL_INVALID', { expected, received, action })
}
