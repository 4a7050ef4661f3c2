import { log } from '../../numeric/log.ts'
import { escapeHtml } from './escape-html.ts'

export interface ChartLine {
  readonly name: string
  /** Class of its colour and dashes in the page's style. */
  readonly style: string
  /** [x, y], x ascending; y above 0. */
  readonly points: readonly (readonly [number, number])[]
  /** Drawn as dots too. */
  readonly dots?: boolean
}

export interface LineChart {
  /** For those who can't see it. */
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  /** Ends of the logarithmic axis; values outside are cut. */
  readonly yFrom: number
  readonly yTo: number
  readonly xTicks: readonly number[]
  readonly lines: readonly ChartLine[]
  /** Level lines with a name, at the end where no line is in its way. */
  readonly levels?: readonly { readonly y: number; readonly name: string; readonly nameAt: 'start' | 'end' }[]
}

const [width, height] = [420, 300]
const letterWidth = 7
const [left, right, top, bottom] = [62, 14, 14, 48]

/** An SVG image whose y axis is logarithmic, without colours of its own. */
export function lineChart({ title, xLabel, yLabel, yFrom, yTo, xTicks, lines, levels = [] }: LineChart): string {
  const [xFrom, xTo] = [xTicks[0]!, xTicks.at(-1)!]
  const x = (value: number) => left + ((value - xFrom) / (xTo - xFrom || 1)) * (width - left - right)
  const y = (value: number) => {
    const share = log(Math.min(yTo, Math.max(yFrom, value)) / yFrom) / log(yTo / yFrom)
    return height - bottom - share * (height - top - bottom)
  }
  const at = (value: number) => value.toFixed(1)
  const text = (words: string, attributes: string) => `<text ${attributes}>${escapeHtml(words)}</text>`
  const grid = yTicks(yFrom, yTo).flatMap((value) => [
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(value))}" y2="${at(y(value))}"/>`,
    text(axisText(value), `class="tick" text-anchor="end" x="${left - 8}" y="${at(y(value) + 4)}"`),
  ])
  const across = apart(xTicks, x).map((value) =>
    text(String(value), `class="tick" text-anchor="middle" x="${at(x(value))}" y="${height - bottom + 20}"`),
  )
  const drawn = lines.flatMap(({ style, points, dots }) => [
    `<polyline class="line ${style}" points="${points.map(([a, b]) => `${at(x(a))},${at(y(b))}`).join(' ')}"/>`,
    ...(dots ? points.map(([a, b]) => `<circle class="dot ${style}" cx="${at(x(a))}" cy="${at(y(b))}" r="3.5"/>`) : []),
  ])
  const named = levels.flatMap(({ y: value, name, nameAt }) => [
    `<line class="level" x1="${left}" x2="${width - right}" y1="${at(y(value))}" y2="${at(y(value))}"/>`,
    text(
      name,
      `class="tick" text-anchor="${nameAt}" x="${nameAt === 'end' ? width - right - 4 : left + 4}" y="${at(y(value) - 6)}"`,
    ),
  ])
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    ...grid,
    ...across,
    text(xLabel, `class="label" text-anchor="middle" x="${at((left + width - right) / 2)}" y="${height - 10}"`),
    text(yLabel, `class="label" text-anchor="middle" transform="translate(13 ${(height - bottom) / 2}) rotate(-90)"`),
    ...named,
    ...drawn,
    '</svg>',
  ].join('\n')
}

/** Without those whose number would run into the one before. */
function apart(ticks: readonly number[], x: (value: number) => number): number[] {
  const kept: number[] = []
  for (const tick of ticks) if (kept.length === 0 || x(tick) - x(kept.at(-1)!) >= letterWidth * 4) kept.push(tick)
  return kept
}

/** A power of ten in few letters. */
const axisText = (value: number) => (value < 0.001 ? value.toExponential(0) : String(value))

/** Powers of ten, at most seven of them. */
function yTicks(from: number, to: number): number[] {
  const powers: number[] = []
  for (let exponent = -12; exponent <= 6; exponent++) {
    const value = Number(`1e${exponent}`)
    if (value >= from * 0.999 && value <= to * 1.001) powers.push(value)
  }
  const every = Math.ceil(powers.length / 7)
  return powers.filter((_, i) => (powers.length - 1 - i) % every === 0)
}
