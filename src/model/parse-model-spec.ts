import { TickwiseError, type ErrorCode } from '../errors.ts'
import { modelSpecSchema, type ModelSpec } from './spec.ts'

/** Checks a spec and fills defaults. Throws `code` (`CONFIG_INVALID`) with every problem and its path at once. */
export function parseModelSpec(value: unknown, code: ErrorCode = 'CONFIG_INVALID'): ModelSpec {
  const parsed = modelSpecSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'spec'}: ${message}`)
  throw new TickwiseError(code, {
    expected: 'a model spec',
    received: problems.join('; ').slice(0, 2000),
    action: 'Correct what is named.',
    cause: parsed.error,
  })
}
