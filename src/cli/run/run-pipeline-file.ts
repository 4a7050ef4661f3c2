import { run } from '../../pipeline/run.ts'
import { watchSteps } from '../../turn/step-watch.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { describeEnd } from './describe-end.ts'
import { createFailpoint } from './failpoint.ts'
import { createGateWatch } from './gate-watch.ts'
import { loadPipeline } from './load-pipeline.ts'
import { modelsObserver } from './models-observer.ts'
import { createMonitor } from './monitor.ts'
import { openDashboard } from './open-dashboard.ts'
import { openOperations } from './open-operations.ts'
import { createPagePanels } from './page-panels.ts'
import { readRunSettings } from './run-settings.ts'
import type { Tree } from './settings-from-environment.ts'
import { withinBudget } from './within-budget.ts'

export interface RunFileChoice {
  readonly file: string
  /** A settings file. */
  readonly config: string | undefined
  /** Settings of the command line, in place of all others. */
  readonly given: Tree
  readonly json: boolean
}

/** Runs a user's pipeline with news for people, and says what came of it. */
export async function runPipelineFile(
  { file, config, given, json }: RunFileChoice,
  outside: Surroundings & Pick<Invocation<object>, 'print' | 'note'>,
): Promise<ExitCode> {
  const { stderr, interrupted: signal, failpoint, crash, print, environment = {} } = outside
  const onStep = createFailpoint(failpoint, crash)
  const loaded = await loadPipeline(file)
  const settings = await readRunSettings({ settings: loaded.settings, file: config, environment, given })
  const { maxTicks, dashboard, port, log, shutdownMs } = settings.run
  const pipeline = { ...loaded, settings: settings.pipeline }
  const { name } = pipeline.settings
  // A structured log is for programs: nothing else may stand between its lines.
  const quiet = json || log === 'json'
  const note = quiet ? () => {} : outside.note
  const shown = dashboard ? createPagePanels(pipeline.source) : undefined
  const operations = await openOperations(pipeline, settings.run, stderr, shown && [shown.observer])
  const { observer } = operations
  if (operations.url !== undefined) note(`Metrics: ${operations.url}metrics`)
  const page = shown && (await openDashboard({ port, title: name, panels: shown.panels }))
  if (page !== undefined) note(`Live page: ${page.url}`)
  const progress = createProgress({ stream: stderr, quiet, unit: 'ticks', total: maxTicks })
  const gates = page && createGateWatch((key) => page.isWatched(key))
  const monitor = createMonitor(name, page === undefined ? [] : [page], undefined, gates?.gatesOf)
  watchSteps(gates)
  signal.addEventListener('abort', observer.onStop, { once: true })
  try {
    const work = run(pipeline, {
      signal,
      onPhase: observer.onPhase,
      onStart(start) {
        const before = start.counters['ticks'] ?? 0
        note(`${name}: ${start.guarantee}; ${before > 0 ? `going on after ${before} ticks` : 'from the beginning'}`)
        observer.onStart(start)
        monitor.onStart(start)
      },
      onTurn(report) {
        observer.onTurn(report)
        monitor.onTurn(report)
        progress.advance(report.ticks.length)
      },
      ...modelsObserver(observer, page),
      ...(onStep === undefined ? {} : { onStep }),
      ...(maxTicks === undefined ? {} : { maxTicks }),
    })
    const summary = await withinBudget(work, { signal, ms: shutdownMs, doing: operations.doing })
    progress.close()
    const state = summary.ended ? 'ended' : signal.aborted ? 'interrupted' : 'stopped'
    operations.ended({ state, ...summary })
    // Standard output may be the pipeline's own: what people read goes beside it.
    if (json) print(JSON.stringify({ pipeline: name, state, ...summary }))
    else for (const line of describeEnd(summary.counters, summary.ticks, state)) note(line)
    return signal.aborted && !summary.ended ? exitCode.interrupted : exitCode.ok
  } catch (error) {
    operations.failed(error)
    throw error
  } finally {
    signal.removeEventListener('abort', observer.onStop)
    progress.close()
    watchSteps(undefined)
    await page?.close()
    await operations.close()
  }
}
