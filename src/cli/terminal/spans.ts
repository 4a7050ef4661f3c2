import type picocolors from 'picocolors'

export type Colors = ReturnType<typeof picocolors.createColors>

export type Tone = 'plain' | 'strong' | 'quiet' | 'network' | 'naive' | 'alert'

/** A piece of a line: text without escape sequences, and how it looks. */
export type Span = readonly [text: string, tone?: Tone]

/** One line of the screen. */
export type Line = readonly Span[]

/** Cuts a line to `columns` characters and colours what is left. */
export function paintLine(line: Line, columns: number, colors: Colors): string {
  const tones = {
    plain: String,
    strong: colors.bold,
    quiet: colors.dim,
    network: colors.cyan,
    naive: colors.yellow,
    alert: colors.red,
  }
  let room = columns
  let painted = ''
  for (const [text, tone = 'plain'] of line) {
    const characters = [...text]
    const cut = characters.length > room ? `${characters.slice(0, Math.max(0, room - 1)).join('')}…` : text
    if (room <= 0) break
    painted += tones[tone](cut)
    room -= characters.length
  }
  return painted
}
