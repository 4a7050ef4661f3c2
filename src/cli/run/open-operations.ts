import { createLog } from '../../operations/create-log.ts'
import { loadTracing } from '../../operations/load-tracing.ts'
import { logRun } from '../../operations/log-run.ts'
import { startOperationsServer } from '../../operations/operations-server.ts'
import { createRunHealth } from '../../operations/run-health.ts'
import { createRunMetrics } from '../../operations/run-metrics.ts'
import { allObservers, type RunObserver } from '../../operations/run-observer.ts'
import { traceRun } from '../../operations/trace-run.ts'
import type { Pipeline } from '../../pipeline/spec.ts'
import { version } from '../version.ts'
import type { RunSettings } from './run-settings.ts'

export interface Operations {
  readonly observer: Required<RunObserver>
  /** Of metrics and health; undefined when no port was asked for. */
  readonly url: string | undefined
  /** What the loop does at the moment, in words. */
  readonly doing: () => string
  /** To the log, if there is one. */
  failed(error: unknown): void
  ended(summary: object): void
  close(): Promise<void>
}

/** What watches a run for those who operate it: metrics, health, structured logs and `others`, as far as they are asked for. */
export async function openOperations(
  pipeline: Pipeline,
  { metricsPort: port, metricsHost: host, log: format, logLevel: level, tracing }: RunSettings,
  stderr: { write(text: string): unknown },
  others: readonly RunObserver[] = [],
): Promise<Operations> {
  const seconds = () => performance.now() / 1000
  const { name } = pipeline.settings
  const health = createRunHealth({ seconds })
  const log = format === 'json' ? createLog({ level, pipeline: name, stream: stderr }) : undefined
  // Before anything is opened: its package may be missing.
  const traces = tracing ? traceRun({ api: await loadTracing(), pipeline: name, version }) : undefined
  const metrics =
    port === undefined ? undefined : createRunMetrics({ pipeline: name, version, source: pipeline.source, seconds })
  const server =
    port === undefined || metrics === undefined
      ? undefined
      : await startOperationsServer({ port, host, metrics, health })
  if (server !== undefined) log?.info({ url: server.url }, 'metrics and health are served')
  const watching = [health, metrics, log && logRun(log, { seconds }), traces, ...others]
  return {
    observer: allObservers(watching.filter((one) => one !== undefined)),
    url: server?.url,
    doing: () => {
      const { phase, phaseSeconds } = health.live()
      return `${phase} for ${phaseSeconds.toFixed(1)} s`
    },
    failed: (error) => log?.error({ error }, 'failed'),
    ended: (summary) => log?.info(summary, 'ended'),
    close: async () => server?.close(),
  }
}
