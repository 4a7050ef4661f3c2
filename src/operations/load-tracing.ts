import type * as OpenTelemetry from '@opentelemetry/api'
import { TickwiseError } from '../errors.ts'

/** OpenTelemetry's API, which is installed by those who trace. Throws `CONFIG_INVALID` without it. */
export async function loadTracing(
  load: () => Promise<typeof OpenTelemetry> = () => import('@opentelemetry/api'),
): Promise<typeof OpenTelemetry> {
  try {
    return await load()
  } catch (cause) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'the package @opentelemetry/api, which traces go to',
      received: 'no such package',
      action: 'Install it beside tickwise: npm install @opentelemetry/api',
      cause,
    })
  }
}
