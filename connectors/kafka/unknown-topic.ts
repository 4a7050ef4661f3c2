import { TickwiseError } from '../../src/errors.ts'

export function unknownTopic(what: string): TickwiseError {
  return new TickwiseError('SOURCE_FAILED', {
    expected: `${what} in the cluster`,
    received: 'none of that name',
    action: 'Create it, or correct its name.',
  })
}
