import { Refusal } from './record-parser.ts'

const maxDepth = 64

/** Refuses JSON with a number that overflows (`1e999`), or nested so deep that walking it could overflow the stack. */
export function refuseNonFinite(json: unknown, depth = 0): Refusal | undefined {
  if (typeof json === 'number') {
    return Number.isFinite(json) ? undefined : new Refusal('non-finite', 'a number is beyond the finite range')
  }
  if (typeof json !== 'object' || json === null) return undefined
  if (depth === maxDepth) return new Refusal('malformed', `JSON is nested deeper than ${maxDepth}`)
  for (const name in json) {
    const inner = (json as Record<string, unknown>)[name]
    if (typeof inner === 'string') continue
    const problem = refuseNonFinite(inner, depth + 1)
    if (problem !== undefined) return problem
  }
  return undefined
}
