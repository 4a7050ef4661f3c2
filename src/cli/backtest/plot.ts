import { escapeHtml } from '../compare/escape-html.ts'

export interface PlotLine {
  /** Class of its colour in the page's style. */
  readonly style: string
  /** [x, y], x ascending; a y that is not finite breaks the line. */
  readonly points: readonly (readonly [number, number])[]
  readonly dots?: boolean
  /** Dots alone. */
  readonly apart?: boolean
}

export interface Plot {
  /** For those who can't see it. */
  readonly title: string
  readonly xLabel: string
  readonly yLabel: string
  readonly lines: readonly PlotLine[]
  /** Areas, [x, low, high]. */
  readonly bands?: readonly { readonly points: readonly (readonly [number, number, number])[] }[]
  /** Columns from 0, [from, to, y]. */
  readonly bars?: readonly (readonly [number, number, number])[]
  /** Level lines with a name. */
  readonly levels?: readonly { readonly y: number; readonly name: string }[]
  /** Marks of the x axis with their words; round numbers by default. */
  readonly xTicks?: readonly (readonly [number, string])[]
  /** Values that the y axis must show. */
  readonly yShows?: readonly number[]
}

const [width, height] = [460, 280]
const [left, right, top, bottom] = [66, 14, 14, 48]

/** An SVG image with linear axes, without colours of its own. */
export function plot({
  title,
  xLabel,
  yLabel,
  lines,
  bands = [],
  bars = [],
  levels = [],
  xTicks,
  yShows = [],
}: Plot): string {
  const xs = [
    ...lines.flatMap(({ points }) => points.map(([x]) => x)),
    ...bands.flatMap(({ points }) => points.map(([x]) => x)),
    ...bars.flatMap(([from, to]) => [from, to]),
  ]
  const ys = [
    ...lines.flatMap(({ points }) => points.map(([, y]) => y)),
    ...bands.flatMap(({ points }) => points.flatMap(([, low, high]) => [low, high])),
    ...bars.flatMap(([, , y]) => [0, y]),
    ...levels.map(({ y }) => y),
    ...yShows,
  ].filter(Number.isFinite)
  const [xFrom, xTo] = rangeOf(xs, 0)
  const [yFrom, yTo] = rangeOf(ys, bars.length > 0 ? 0 : 0.05)
  const at = (value: number) => value.toFixed(1)
  const x = (value: number) => left + ((value - xFrom) / (xTo - xFrom)) * (width - left - right)
  const y = (value: number) => height - bottom - ((value - yFrom) / (yTo - yFrom)) * (height - top - bottom)
  const text = (words: string, attributes: string) => `<text ${attributes}>${escapeHtml(words)}</text>`
  const ticks = roundTicks(yFrom, yTo, 5)
  const digits = decimalsFor(ticks)
  const grid = ticks.flatMap((value) => [
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${at(y(value))}" y2="${at(y(value))}"/>`,
    text(value.toFixed(digits), `class="tick" text-anchor="end" x="${left - 8}" y="${at(y(value) + 4)}"`),
  ])
  const marks =
    xTicks ?? roundTicks(xFrom, xTo, 6).map((value) => [value, String(Number(value.toPrecision(6)))] as const)
  const across = marks.map(([value, words], n) => {
    const anchor = marks.length > 1 && n === marks.length - 1 && x(value) > width - 50 ? 'end' : 'middle'
    return text(words, `class="tick" text-anchor="${anchor}" x="${at(x(value))}" y="${height - bottom + 20}"`)
  })
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    ...grid,
    ...across,
    text(xLabel, `class="label" text-anchor="middle" x="${at((left + width - right) / 2)}" y="${height - 10}"`),
    text(yLabel, `class="label" text-anchor="middle" transform="translate(13 ${(height - bottom) / 2}) rotate(-90)"`),
    ...bands.map(({ points }) => {
      const upper = points.map(([a, , high]) => `${at(x(a))},${at(y(high))}`)
      const lower = points.toReversed().map(([a, low]) => `${at(x(a))},${at(y(low))}`)
      return `<polygon class="band" points="${[...upper, ...lower].join(' ')}"/>`
    }),
    ...bars.map(([from, to, value]) => {
      const size = `x="${at(x(from))}" y="${at(y(value))}" width="${at(x(to) - x(from) - 1)}" height="${at(y(0) - y(value))}"`
      return `<rect class="bar" ${size}/>`
    }),
    ...levels.map(
      ({ y: value }) =>
        `<line class="level" x1="${left}" x2="${width - right}" y1="${at(y(value))}" y2="${at(y(value))}"/>`,
    ),
    ...lines.flatMap(({ style, points, dots = false, apart = false }) => {
      const place = points.map(([a, b]) => `${at(x(a))},${at(y(b))}`)
      const runs = splitAt(points, place)
      const circles = points.flatMap(([a, b]) =>
        Number.isFinite(b) ? [`<circle class="dot ${style}" cx="${at(x(a))}" cy="${at(y(b))}" r="3"/>`] : [],
      )
      return [
        ...(apart ? [] : runs.map((run) => `<polyline class="line ${style}" points="${run.join(' ')}"/>`)),
        ...(dots || apart ? circles : []),
      ]
    }),
    // Over the lines, with a rim of paper around.
    ...levels.map(({ y: value, name }) =>
      text(name, `class="tick over" text-anchor="end" x="${width - right - 4}" y="${at(y(value) - 6)}"`),
    ),
    '</svg>',
  ].join('\n')
}

/** Pieces between values that are not known. */
function splitAt(points: readonly (readonly [number, number])[], place: readonly string[]): string[][] {
  const runs: string[][] = [[]]
  points.forEach(([, y], n) => (Number.isFinite(y) ? runs.at(-1)!.push(place[n]!) : runs.push([])))
  return runs.filter(({ length }) => length > 1)
}

function rangeOf(values: readonly number[], margin: number): [number, number] {
  let [low, high] = [Infinity, -Infinity]
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)]
  if (!(high > low)) return [Number.isFinite(low) ? low - 1 : 0, Number.isFinite(low) ? low + 1 : 1]
  return [low - margin * (high - low), high + margin * (high - low)]
}

/** About `count` round numbers inside a range. */
function roundTicks(from: number, to: number, count: number): number[] {
  let step = 1
  const rough = (to - from) / count
  while (step > rough) step /= 10
  while (step * 10 <= rough) step *= 10
  step *= rough / step >= 5 ? 10 : rough / step >= 2 ? 5 : rough / step > 1 ? 2 : 1
  const ticks: number[] = []
  for (let n = Math.ceil(from / step); n * step <= to; n++) ticks.push(n * step)
  return ticks
}

/** As many as it takes to tell the ticks apart. */
function decimalsFor(ticks: readonly number[]): number {
  let step = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : 1
  let digits = 0
  while (step < 0.9999 && digits < 8) {
    step *= 10
    digits++
  }
  return digits
}
