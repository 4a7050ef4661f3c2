import { run } from '../../pipeline/run.ts'
import type { GapPolicy } from '../../state/recovery.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createProgress } from '../progress.ts'
import type { Surroundings } from '../surroundings.ts'
import { createFailpoint } from './failpoint.ts'
import { loadPipeline } from './load-pipeline.ts'
import { createMonitor, type RunView } from './monitor.ts'
import { openDashboard } from './open-dashboard.ts'

export interface RunFileChoice {
  readonly file: string
  readonly maxTicks: number | undefined
  readonly dashboard: boolean
  readonly port: number | undefined
  /** In place of the pipeline's own. */
  readonly onGap: GapPolicy | undefined
  readonly json: boolean
}

/** Runs a user's pipeline with news for people, and says what came of it. */
export async function runPipelineFile(
  { file, maxTicks, dashboard, port, onGap, json }: RunFileChoice,
  {
    stderr,
    interrupted: signal,
    failpoint,
    crash,
    print,
    note,
  }: Surroundings & Pick<Invocation<object>, 'print' | 'note'>,
): Promise<ExitCode> {
  const onStep = createFailpoint(failpoint, crash)
  const loaded = await loadPipeline(file)
  const pipeline = onGap === undefined ? loaded : { ...loaded, settings: { ...loaded.settings, onGap } }
  const { name } = pipeline.settings
  const page = dashboard ? await openDashboard({ port, title: name }) : undefined
  if (page !== undefined) note(`Live page: ${page.url}`)
  const progress = createProgress({ stream: stderr, quiet: json, unit: 'ticks', total: maxTicks })
  const monitor = createMonitor(
    name,
    [page].filter((view): view is RunView & typeof view => view !== undefined),
  )
  try {
    const summary = await run(pipeline, {
      signal,
      onStart(start) {
        const before = start.counters['ticks'] ?? 0
        note(`${name}: ${start.guarantee}; ${before > 0 ? `going on after ${before} ticks` : 'from the beginning'}`)
        monitor.onStart(start)
      },
      onTurn(report) {
        monitor.onTurn(report)
        progress.advance(report.ticks.length)
      },
      ...(onStep === undefined ? {} : { onStep }),
      ...(maxTicks === undefined ? {} : { maxTicks }),
    })
    progress.close()
    const state = summary.ended ? 'ended' : signal.aborted ? 'interrupted' : 'stopped'
    // Standard output may be the pipeline's own: what people read goes beside it.
    if (json) print(JSON.stringify({ pipeline: name, state, ...summary }))
    else for (const line of describe(summary.counters, summary.ticks, state)) note(line)
    return signal.aborted && !summary.ended ? exitCode.interrupted : exitCode.ok
  } finally {
    progress.close()
    await page?.close()
  }
}

const endings = {
  ended: 'The source has ended.',
  interrupted: 'Interrupted; state saved. Type the same again to go on.',
  stopped: 'Stopped at --max-ticks; state saved. Type the same again to go on.',
} as const

function describe(counters: Readonly<Record<string, number>>, ticks: number, state: keyof typeof endings): string[] {
  const dead = Object.entries(counters).filter(([name]) => name.startsWith('deadLetters.'))
  const letters = dead.map(([name, count]) => `${count} ${name.slice('deadLetters.'.length)}`)
  return [
    `${ticks} ticks in this run, ${counters['ticks'] ?? 0} in all; ${counters['outputs'] ?? 0} outputs`,
    ...(letters.length > 0 ? [`dead letters: ${letters.join(', ')}`] : []),
    endings[state],
  ]
}
