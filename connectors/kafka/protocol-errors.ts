import { protocolErrorsCodesById } from '@platformatic/kafka'
import { isTickwiseError, TickwiseError, type ErrorCode } from '../../src/errors.ts'

/** Error ids of the protocol (`ILLEGAL_GENERATION`, ...) anywhere in what the client threw. */
export function protocolIds(error: unknown, found = new Set<string>()): ReadonlySet<string> {
  if (typeof error !== 'object' || error === null) return found
  const { apiId, errors, cause } = error as { apiId?: unknown; errors?: unknown; cause?: unknown }
  if (typeof apiId === 'string') found.add(apiId)
  if (Array.isArray(errors)) for (const inner of errors) protocolIds(inner, found)
  protocolIds(cause, found)
  return found
}

/** The id of a numeric error code; undefined for 0, which is none. */
export function protocolId(code: number): string | undefined {
  return code === 0 ? undefined : (protocolErrorsCodesById[code] ?? `error ${code}`)
}

export function hasProtocolId(error: unknown, ids: readonly string[]): boolean {
  const found = protocolIds(error)
  return ids.some((id) => found.has(id))
}

/** No later attempt can do better: rights, sizes, settings. */
const hopeless = [
  'TOPIC_AUTHORIZATION_FAILED',
  'GROUP_AUTHORIZATION_FAILED',
  'CLUSTER_AUTHORIZATION_FAILED',
  'TRANSACTIONAL_ID_AUTHORIZATION_FAILED',
  'SASL_AUTHENTICATION_FAILED',
  'UNSUPPORTED_SASL_MECHANISM',
  'INVALID_GROUP_ID',
  'INVALID_SESSION_TIMEOUT',
  'INVALID_TRANSACTION_TIMEOUT',
  'INCONSISTENT_GROUP_PROTOCOL',
  'MESSAGE_TOO_LARGE',
  'RECORD_LIST_TOO_LARGE',
  'INVALID_RECORD',
  'INVALID_TIMESTAMP',
  'POLICY_VIOLATION',
  'UNSUPPORTED_VERSION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_COMPRESSION_TYPE',
]

export function isHopeless(error: unknown): boolean {
  if (isTickwiseError(error) || hasProtocolId(error, hopeless) || isClosed(error)) return true
  return hasCode(error, ['PLT_KFK_AUTHENTICATION', 'PLT_KFK_UNSUPPORTED_API', 'PLT_KFK_UNSUPPORTED_COMPRESSION'])
}

/** Our own client has been closed; it never opens again. */
function isClosed(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { closed?: unknown }).closed === true
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { code, errors, cause } = error as { code?: unknown; errors?: unknown; cause?: unknown }
  if (typeof code === 'string' && codes.includes(code)) return true
  if (Array.isArray(errors) && errors.some((inner) => hasCode(inner, codes))) return true
  return hasCode(cause, codes)
}

/** What failed at the brokers, as an error of ours. Says the protocol's error ids; never an option's value. */
export function kafkaError(code: ErrorCode, expected: string, cause: unknown, action?: string): TickwiseError {
  if (isTickwiseError(cause)) return cause
  const ids = [...protocolIds(cause)].join(', ')
  const message = cause instanceof Error ? cause.message : String(cause)
  return new TickwiseError(code, {
    expected,
    received: ids === '' ? message : `${ids} (${message})`,
    action: action ?? 'Check that the brokers run, their address, and the rights of this client.',
    cause,
  })
}
