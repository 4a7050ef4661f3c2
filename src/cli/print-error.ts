import { CommanderError } from 'commander'
import { isTickwiseError } from '../errors.ts'
import { hideSecrets } from '../operations/hide-secrets.ts'
import { exitCode, type ExitCode } from './exit-code.ts'

const usageCodes: ReadonlySet<string> = new Set(['CONFIG_INVALID', 'COMBINATION_REFUSED', 'CHAIN_INVALID'])

export interface PrintedError {
  readonly text: string
  readonly code: ExitCode
}

/** What a failure says: expected, received, what to do; as one JSON object for programs. Never a secret. */
export function printError(error: unknown, options: { json?: boolean; verbose?: boolean } = {}): PrintedError {
  const { text, code } = describe(error, options)
  return { text: hideSecrets(text), code }
}

function describe(error: unknown, { json = false, verbose = false }): PrintedError {
  const stack = verbose && error instanceof Error ? `\n${error.stack}` : ''
  if (isTickwiseError(error)) {
    const { code, expected, received, action } = error
    const leave = usageCodes.has(code) ? exitCode.usage : exitCode.failed
    if (json) return { text: JSON.stringify({ error: { code, expected, received, action } }), code: leave }
    return { text: `Expected  ${expected}\nGot       ${received}\nTo do     ${action}${stack}`, code: leave }
  }
  const message = error instanceof Error ? error.message : String(error)
  const leave = error instanceof CommanderError ? exitCode.usage : exitCode.failed
  if (json) return { text: JSON.stringify({ error: { code: 'UNEXPECTED', message } }), code: leave }
  const hint = verbose || leave === exitCode.usage ? '' : '\nAdd --verbose to see where it happened.'
  return { text: `${message}${stack}${hint}`, code: leave }
}
