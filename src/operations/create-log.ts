import pino, { type DestinationStream } from 'pino'
import { isTickwiseError } from '../errors.ts'
import { hideSecrets, hideSecretsIn } from './hide-secrets.ts'
import type { LogLevel } from './log-level.ts'

/** One JSON line an event, without secrets. */
export interface Log {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export interface LogOptions {
  readonly level: LogLevel
  readonly pipeline: string
  readonly stream: DestinationStream
}

/** Structured logs: `time` (ISO 8601), `level` (a word), `pipeline`, `message`, and what belongs to the event. */
export function createLog({ level, pipeline, stream }: LogOptions): Log {
  return pino(
    {
      level,
      base: { pipeline },
      messageKey: 'message',
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) =>
          hideSecretsIn('error' in fields ? { ...fields, error: describeError(fields['error']) } : fields) as Record<
            string,
            unknown
          >,
      },
      hooks: {
        logMethod([fields, message, ...rest], method) {
          method.call(this, fields, message === undefined ? message : hideSecrets(message), ...rest)
        },
      },
    },
    stream,
  )
}

function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const code = isTickwiseError(error) ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: describeError(error.cause) }
  return { name: error.name, ...code, message: error.message, stack: error.stack, ...cause }
}
