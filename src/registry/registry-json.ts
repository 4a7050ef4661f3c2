import { z } from 'zod'
import { TickwiseError } from '../errors.ts'
import { canonicalJson } from '../model/canonical-json.ts'

export function toJson(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${canonicalJson(value)}\n`)
}

/** Reads what `toJson` wrote. Throws `RECORD_INVALID` for anything that `schema` does not know. */
export function fromJson<T>(schema: z.ZodType<T>, name: string, bytes: Uint8Array | undefined): T {
  let parsed: unknown
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw invalid(name, 'no JSON', cause)
  }
  const result = schema.safeParse(parsed)
  if (!result.success) throw invalid(name, z.prettifyError(result.error))
  return result.data
}

function invalid(name: string, received: string, cause?: unknown): TickwiseError {
  return new TickwiseError('RECORD_INVALID', {
    expected: `an object of a model registry as ${name}`,
    received,
    action: 'Restore it from a copy: nothing that the registry writes is ever changed.',
    cause,
  })
}
