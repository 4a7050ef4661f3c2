import { Presets, SingleBar } from 'cli-progress'

export interface ProgressOptions {
  readonly stream: NodeJS.WriteStream
  /** With --json, or where there is nobody to look: nothing is drawn. */
  readonly quiet: boolean
  /** What is counted, in the plural. */
  readonly unit: string
  /** Undefined for a stream without a known end. */
  readonly total: number | undefined
}

export interface Progress {
  advance(by: number, note?: string): void
  close(): void
}

const nothing: Progress = { advance: () => undefined, close: () => undefined }

/** A bar with rate and time left; without a total, a count with its rate. Only on a terminal. */
export function createProgress(
  { stream, quiet, unit, total }: ProgressOptions,
  now = () => performance.now(),
): Progress {
  if (quiet || stream.isTTY !== true) return nothing
  const known = `{bar} {percentage} % | {value} of {total} ${unit} | {rate}/s | {eta_formatted} left {note}`
  const format = total === undefined ? `{value} ${unit} | {rate}/s | {duration_formatted} {note}` : known
  const bar = new SingleBar(
    { stream, format, fps: 10, hideCursor: true, clearOnComplete: true, barsize: 20, gracefulExit: false },
    Presets.shades_classic,
  )
  const started = now()
  let done = 0
  let begun = false
  return {
    advance(by, note = '') {
      // Not before: what is told at the start would stand in the middle of the bar.
      if (!begun) bar.start(total ?? Number.MAX_SAFE_INTEGER, 0, { rate: '-', note })
      begun = true
      done += by
      const seconds = (now() - started) / 1000
      bar.update(done, { rate: seconds > 0 ? Math.round(done / seconds) : '-', note })
    },
    close() {
      if (begun) bar.stop()
      begun = false
    },
  }
}
