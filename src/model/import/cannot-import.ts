import { TickwiseError } from '../../errors.ts'

const defaultAction = 'Change the network where it comes from and save it again, or train one with `tickwise train`.'

/** A network that Tickwise can't represent, or a damaged file: `MODEL_INVALID`. Long texts from the file are cut. */
export function cannotImport(expected: string, received: string, action = defaultAction, cause?: unknown) {
  return new TickwiseError('MODEL_INVALID', { expected, received: cut(received), action, cause })
}

function cut(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}...` : text
}
