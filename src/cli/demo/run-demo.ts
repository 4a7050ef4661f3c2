import { once } from 'node:events'
import { source } from '../../../connectors/file/index.ts'
import { isTickwiseError, TickwiseError } from '../../errors.ts'
import type { RunSummary } from '../../pipeline/run-options.ts'
import { run } from '../../pipeline/run.ts'
import { watchSteps } from '../../turn/step-watch.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { createGateWatch } from '../run/gate-watch.ts'
import { createMonitor, type RunView } from '../run/monitor.ts'
import { openDashboard } from '../run/open-dashboard.ts'
import { createPagePanels } from '../run/page-panels.ts'
import type { Surroundings } from '../surroundings.ts'
import { printSummary } from '../terminal/summary-table.ts'
import { createTerminalView } from '../terminal/terminal-view.ts'
import type { DailyPrice } from './daily-price.ts'
import { readDemoState, resetDemo, type DemoState } from './demo-state.ts'
import { PacedSource } from './paced-source.ts'
import { dailyPrices, demoFiles, pricesPipeline, servedFrom } from './prices.ts'

export interface DemoChoice {
  /** Trading days a second. */
  readonly speed: number | 'max'
  readonly dashboard: boolean
  readonly port: number | undefined
  readonly folder: string
  readonly reset: boolean
  readonly json: boolean
}

type Outside = Surroundings & Pick<Invocation<object>, 'print' | 'note'>

const title = 'Daily prices'

/** Runs the demo until the prices end or somebody interrupts. */
export async function runDemo(choice: DemoChoice, outside: Outside): Promise<ExitCode> {
  const { folder, json } = choice
  const { note, interrupted } = outside
  if (choice.reset) await resetDemo(folder)
  const before = await readDemoState(folder)
  if (before.progress === 'finished') {
    note(`Everything was served already; its state is in ${folder}. To start anew: tickwise demo prices --reset\n`)
    report(before, choice, outside)
    return exitCode.ok
  }
  note(
    before.progress === 'begun'
      ? `Going on after ${dayOf(before.lastDay)}, from the state in ${folder}.`
      : `Running the network through the prices up to ${dayOf(servedFrom - 1)}, then serving day by day. State: ${folder}`,
  )
  const { ended, close } = await serve(choice, outside)
  const after = await readDemoState(folder)
  if (!ended) {
    await close()
    note(`Stopped after ${dayOf(after.lastDay)}. The state is saved: type the same again to go on.`)
    return exitCode.interrupted
  }
  report(after, choice, outside)
  if (choice.dashboard && outside.stdout.isTTY && !json && !interrupted.aborted) {
    note('\nThe page stays open. Ctrl+C ends it.')
    await once(interrupted, 'abort')
  }
  await close()
  return exitCode.ok
}

async function serve(choice: DemoChoice, outside: Outside): Promise<RunSummary & { close: () => Promise<void> }> {
  const { speed, folder, json } = choice
  const { stdout, interrupted: signal, noColour, note } = outside
  const file = source<DailyPrice>(dailyPrices)
  const paced = speed === 'max' ? file : new PacedSource(file, { perSecond: speed, from: servedFrom })
  const { panels, observer } = createPagePanels(paced)
  const page = choice.dashboard ? await openDashboard({ port: choice.port, title, tickName: 'day', panels }) : undefined
  if (page !== undefined) note(`Live page: ${page.url}`)
  // The picture fills the screen, so the address stands in it too.
  const heading = page === undefined ? title : `${title}   ${page.url}`
  const live = stdout.isTTY === true
  const view = json
    ? undefined
    : createTerminalView({
        stream: stdout,
        title: heading,
        horizons: [1, 2, 3, 4, 5],
        live,
        color: live && !noColour,
        tickName: 'day',
      })
  const views: RunView[] = [page, view].filter((one) => one !== undefined)
  const gates = page && createGateWatch((key) => page.isWatched(key))
  const monitor = createMonitor('demo-prices', views, undefined, gates?.gatesOf)
  watchSteps(gates)
  const close = async () => page?.close()
  try {
    const summary = await run(pricesPipeline({ source: paced, folder }), {
      signal,
      onPhase: observer.onPhase,
      onStart(start) {
        monitor.onStart(start)
        observer.onStart(start)
      },
      onTurn(report) {
        monitor.onTurn(report)
        observer.onTurn(report)
      },
    })
    monitor.end(summary.ended ? 'ended' : 'paused')
    return { ...summary, close }
  } catch (error) {
    await close()
    throw forDemo(error)
  } finally {
    watchSteps(undefined)
    view?.close()
  }
}

const wayOut = new Set<string>(['RECORD_FOREIGN', 'RECORD_INVALID', 'SOURCE_CHANGED', 'SINK_SHORTER'])

/** The demo owns its outputs too, so its way out of a state that doesn't fit is shorter than a pipeline's. */
function forDemo(error: unknown): unknown {
  if (!isTickwiseError(error) || !wayOut.has(error.code)) return error
  const { code, expected, received } = error
  return new TickwiseError(code, {
    expected,
    received,
    action: 'Start anew: tickwise demo prices --reset',
    cause: error,
  })
}

function report(
  { counters, skills }: DemoState,
  { folder, json }: DemoChoice,
  { stdout, noColour, print }: Outside,
): void {
  const { forecasts } = demoFiles(folder)
  if (json) {
    print(JSON.stringify({ pipeline: 'demo-prices', guarantee: 'exactly-once', counters, forecasts, skill: skills }))
    return
  }
  print('')
  printSummary(stdout, skills, { color: stdout.isTTY === true && !noColour })
  print(`\n${counters['outputs'] ?? 0} forecasts, each exactly once, in ${forecasts}`)
}

function dayOf(time: number | undefined): string {
  return time === undefined ? 'the start' : new Date(time).toISOString().slice(0, 10)
}
