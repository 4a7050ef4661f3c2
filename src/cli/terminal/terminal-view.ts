import picocolors from 'picocolors'
import type { Frame, RunStatus } from '../../dashboard/frame.ts'
import { KeyHistory } from './key-history.ts'
import { plainLine } from './plain-line.ts'
import { createScreen } from './screen.ts'
import { printSummary, type SummaryRow } from './summary-table.ts'
import { viewLines } from './view-lines.ts'

export interface TerminalViewOptions {
  readonly stream: NodeJS.WriteStream
  readonly title: string
  /** Ticks ahead, ascending. */
  readonly horizons: readonly number[]
  /** True redraws in place; false prints a line now and then, for logs and pipes. */
  readonly live: boolean
  readonly color: boolean
  /** What one tick is called, in the singular: `day`. */
  readonly tickName?: string
  /** Shortest time between two pictures; 100 ms when live, 5 s between plain lines. */
  readonly intervalMs?: number
  /** Milliseconds of a clock that only goes forward. */
  readonly now?: () => number
}

export interface TerminalView {
  publish(frame: Frame): void
  status(status: RunStatus): void
  /** Draws the last picture, gives the terminal back and prints the summary. May be called twice. */
  close(summary?: readonly SummaryRow[]): void
}

/** Keys whose history is kept; more would not fit on any screen. */
const mostKeys = 100

/** Shows a run in the terminal. Cheap to feed at any rate: only the newest frame of a key is ever drawn. */
export function createTerminalView(options: TerminalViewOptions): TerminalView {
  const { stream, title, horizons, live, color, tickName = 'tick', now = () => performance.now() } = options
  const { intervalMs = live ? 100 : 5000 } = options
  const screen = live ? createScreen(stream, picocolors.createColors(color)) : undefined
  const keys = new Map<string, KeyHistory>()
  let status: RunStatus | undefined
  let latest: Frame | undefined
  let untracked = false
  let drawnAt = -Infinity
  let timer: NodeJS.Timeout | undefined
  let closed = false

  function draw(): void {
    clearTimeout(timer)
    timer = undefined
    // A plain line needs a frame: the first one is not kept waiting for the news before it.
    if (!live && latest === undefined) return
    drawnAt = now()
    if (screen !== undefined) {
      const layout = { ...screen.size(), horizons, tickName }
      const keysNotShown = untracked ? Math.max(1, (status?.keys ?? 0) - keys.size) : 0
      screen.show(viewLines({ title, status, keys: [...keys.values()], keysNotShown }, layout))
    } else if (latest !== undefined) {
      stream.write(`${plainLine(latest, status, tickName)}\n`)
    }
  }

  /** At once when the last picture is old enough, even when the run never lets a timer fire; otherwise later. */
  function drawSoon(): void {
    if (closed) return
    const waitMs = drawnAt + intervalMs - now()
    if (waitMs <= 0) draw()
    else timer ??= setTimeout(draw, waitMs).unref()
  }

  function redraw(): void {
    screen?.clear()
    draw()
  }
  if (live) stream.on('resize', redraw)

  return {
    publish(frame) {
      latest = frame
      const history = keys.get(frame.key)
      if (history !== undefined) history.push(frame)
      else if (keys.size < mostKeys) keys.set(frame.key, new KeyHistory(frame))
      else untracked = true
      drawSoon()
    },
    status(next) {
      status = next
      drawSoon()
    },
    close(summary) {
      if (closed) return
      closed = true
      draw()
      stream.off('resize', redraw)
      screen?.release()
      if (summary !== undefined) printSummary(stream, summary, { color })
    },
  }
}
