import type { Frame, RunStatus } from '../../dashboard/frame.ts'
import type { RunOptions, TurnReport } from '../../pipeline/run-options.ts'
import type { GateWatch } from './gate-watch.ts'
import { toFrame } from './to-frame.ts'

/** Something that shows a run: the terminal, the page. */
export interface RunView {
  publish(frame: Frame): void
  status(status: RunStatus): void
}

export interface Monitor extends Required<Pick<RunOptions, 'onStart' | 'onTurn'>> {
  /** Tells every view that nothing more will come. */
  end(state: RunStatus['state']): void
  readonly status: RunStatus
}

/** How often the rate is measured anew. */
const rateMs = 1000
/** Keys beyond are not counted apart: the number is for display only. */
const mostKeys = 100_000

/** Feeds views from the news of a run. */
export function createMonitor(
  pipeline: string,
  views: readonly RunView[],
  now = () => performance.now(),
  gatesOf?: GateWatch['gatesOf'],
): Monitor {
  const keys = new Set<string>()
  let since = now()
  let sinceTicks = 0
  let status: RunStatus = { pipeline, ticks: 0, keys: 0, deadLetters: 0, ticksPerSecond: 0, state: 'running' }

  function tell(next: Partial<RunStatus>): void {
    status = { ...status, ...next }
    for (const view of views) view.status(status)
  }

  function measure(ticks: number): number {
    sinceTicks += ticks
    const elapsed = now() - since
    if (elapsed < rateMs && status.ticksPerSecond > 0) return status.ticksPerSecond
    const rate = elapsed > 0 ? (1000 * sinceTicks) / elapsed : 0
    if (elapsed >= rateMs) {
      since += elapsed
      sinceTicks = 0
    }
    return rate
  }

  return {
    get status() {
      return status
    },
    onStart({ counters }) {
      tell(countsOf(counters))
    },
    onTurn({ ticks, outputs, counters, savedOffset, statesOf }: TurnReport) {
      if (views.length > 0) {
        for (const { key } of ticks) if (keys.size < mostKeys) keys.add(key)
        for (const output of outputs) {
          const frame = toFrame(output, statesOf, gatesOf)
          if (frame !== undefined) for (const view of views) view.publish(frame)
        }
      }
      tell({
        ...countsOf(counters),
        keys: keys.size,
        ticksPerSecond: measure(ticks.length),
        ...(savedOffset === undefined ? {} : { checkpointOffset: savedOffset }),
      })
    },
    end: (state) => tell({ state }),
  }
}

function countsOf(counters: Readonly<Record<string, number>>): Pick<RunStatus, 'ticks' | 'deadLetters'> {
  let deadLetters = 0
  for (const [name, count] of Object.entries(counters)) if (name.startsWith('deadLetters.')) deadLetters += count
  return { ticks: counters['ticks'] ?? 0, deadLetters }
}
