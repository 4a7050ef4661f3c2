import { paintLine, type Colors, type Line } from './spans.ts'

const escape = '\u001b['
const hideCursor = `${escape}?25l`
const showCursor = `${escape}?25h`
/** Without wrapping, a wide character can't push the picture a line down. */
const wrapOff = `${escape}?7l`
const wrapOn = `${escape}?7h`
/** Terminals that know it show the picture at once; others ignore it. */
const beginUpdate = `${escape}?2026h`
const endUpdate = `${escape}?2026l`

export interface Screen {
  size(): { columns: number; rows: number }
  /** Draws the lines over the ones before. Skipped while the terminal has not taken the last picture. */
  show(lines: readonly Line[]): void
  /** Forgets what was drawn and clears the terminal, as its lines have moved. */
  clear(): void
  /** Shows the last picture if it was skipped and gives cursor and wrapping back. */
  release(): void
}

/** A part of the terminal that is drawn over in place, below what was printed before. */
export function createScreen(stream: NodeJS.WriteStream, colors: Colors): Screen {
  let drawn = 0
  let skipped: readonly Line[] | undefined
  let started = false

  function size() {
    // The last column stays free: erasing the rest of a full line would take its last character.
    return { columns: Math.max(10, (stream.columns || 80) - 1), rows: Math.max(4, (stream.rows || 24) - 1) }
  }

  function write(lines: readonly Line[]): void {
    const { columns } = size()
    const up = drawn > 0 ? `${escape}${drawn}A` : ''
    const text = lines.map((line) => `\r${paintLine(line, columns, colors)}${escape}K\n`).join('')
    stream.write(`${started ? '' : hideCursor + wrapOff}${beginUpdate}${up}${text}${escape}J${endUpdate}`)
    started = true
    drawn = lines.length
    skipped = undefined
  }

  return {
    size,
    show(lines) {
      if (stream.writableNeedDrain) skipped = lines
      else write(lines)
    },
    clear() {
      drawn = 0
      stream.write(`${escape}H${escape}2J`)
    },
    release() {
      if (skipped !== undefined) write(skipped)
      if (started) stream.write(wrapOn + showCursor)
    },
  }
}
