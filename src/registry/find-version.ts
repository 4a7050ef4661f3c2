import { TickwiseError } from '../errors.ts'
import type { ModelVersion } from './model-version.ts'
import type { Standing } from './standing.ts'

const shortestPrefix = 8

/** The version that `reference` names. Throws `MODEL_NOT_FOUND`, also when it names more than one. */
export function findVersion(reference: string, versions: readonly ModelVersion[], standing: Standing): ModelVersion {
  const { champion, challenger } = standing
  const named = reference === 'champion' ? champion : reference === 'challenger' ? challenger : undefined
  const fingerprint = named ?? reference
  const found = versions.filter((version) => version.fingerprint === fingerprint)
  if (found.length === 0 && fingerprint.length >= shortestPrefix) {
    found.push(...versions.filter((version) => version.fingerprint.startsWith(fingerprint)))
  }
  if (found.length === 1) return found[0]!
  const known = versions.map((version) => version.fingerprint.slice(0, 12)).join(', ')
  throw new TickwiseError('MODEL_NOT_FOUND', {
    expected: 'a fingerprint, 8 or more of its first digits, "champion" or "challenger"',
    received: found.length > 1 ? `${reference}, which ${found.length} models begin with` : reference,
    action: known ? `There are ${known}.` : 'The registry is empty: add a model first.',
  })
}
