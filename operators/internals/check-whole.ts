import { TickwiseError } from '../../src/errors.ts'

/** Throws `CONFIG_INVALID` unless an operator's option is a whole number within its limits. */
export function checkWhole(what: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new TickwiseError('CONFIG_INVALID', {
    expected: `${what} as a whole number from ${least} to ${most}`,
    received: String(value),
    action: 'Change the option.',
  })
}
