import type { z } from 'zod'
import { TickwiseError } from '../errors.ts'

/** Options checked against their schema; every problem is named at once, as `path: what`. */
export function parseOptions<S extends z.ZodType>(schema: S, options: unknown, what: string): z.output<S> {
  const parsed = schema.safeParse(options)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'options'}: ${message}`)
  throw new TickwiseError('CONFIG_INVALID', {
    expected: `valid options of ${what}`,
    received: problems.join('; '),
    action: 'Correct the options named.',
  })
}
