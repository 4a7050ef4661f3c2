/** What an element of a diagram stands for: its colour. */
export type Role = 'hidden' | 'cell' | 'input' | 'plain'
type Point = readonly [x: number, y: number]

export interface WireOptions {
  readonly role?: Role
  /** Default true. */
  readonly arrow?: boolean
  /** x of each wire that a level stretch jumps over. */
  readonly hops?: readonly number[]
}

const corner = 9
const hopRadius = 7
const radius = 15

/** A wire along right angles, its corners rounded. */
export function wire(points: readonly Point[], { role = 'plain', arrow = true, hops = [] }: WireOptions = {}): string {
  const [start, ...rest] = points
  const path = rest.map((point, i) => {
    const [before, after] = [points[i]!, rest[i + 1]]
    const over = before[1] === point[1] ? hops.filter((x) => isBetween(x, before[0], point[0])) : []
    const jumps = over.map((x) => hop(x, point[1], before[0] < point[0]))
    if (after === undefined) return [...jumps, `L${point.join(' ')}`].join(' ')
    return [...jumps, `L${toward(point, before).join(' ')} Q${point.join(' ')} ${toward(point, after).join(' ')}`].join(
      ' ',
    )
  })
  const head = arrow ? arrowHead(points.at(-2)!, points.at(-1)!, role) : ''
  return `<path class="wire ${role}" d="M${start!.join(' ')} ${path.join(' ')}"/>${head}`
}

/** Where wires part or meet. */
export function dot([x, y]: Point, role: Role = 'plain'): string {
  return `<circle class="dot ${role}" cx="${x}" cy="${y}" r="4"/>`
}

/** Learned: a matrix, a bias, and what is written on it. */
export function box([x, y]: Point, label: string, width = 64): string {
  return `<rect class="learned" x="${x - width / 2}" y="${y - 20}" width="${width}" height="40" rx="6"/>${text([x, y + 6], label, 'on-learned', 'middle')}`
}

/** Element by element: nothing learned. */
export function operation([x, y]: Point, label: string, width = 2 * radius): string {
  return `<rect class="operation" x="${x - width / 2}" y="${y - radius}" width="${width}" height="${2 * radius}" rx="${radius}"/>${text([x, y + 5.5], label, 'on-operation', 'middle')}`
}

/** The outline of the cell. */
export function outline(x: number, y: number, width: number, height: number): string {
  return `<rect class="outline" x="${x}" y="${y}" width="${width}" height="${height}" rx="18"/>`
}

/** Text, in which `_{t-1}` goes below the line. */
export function text([x, y]: Point, words: string, kind: string, anchor: 'start' | 'middle' | 'end' = 'start'): string {
  const parts = words.split(/_(?:\{([^}]*)\}|(\w))/)
  let out = ''
  for (let i = 0; i < parts.length; i += 3) {
    const [plain, long, short] = [parts[i]!, parts[i + 1], parts[i + 2]]
    if (plain !== '') out += i === 0 ? escape(plain) : `<tspan dy="-4">${escape(plain)}</tspan>`
    const low = long ?? short
    if (low !== undefined) out += `<tspan class="low" dy="4">${escape(low)}</tspan>`
  }
  return `<text class="${kind}" x="${x}" y="${y}" text-anchor="${anchor}">${out}</text>`
}

function arrowHead([fromX, fromY]: Point, [x, y]: Point, role: Role): string {
  const [dx, dy] = [Math.sign(x - fromX), Math.sign(y - fromY)]
  const back = (side: number): Point => [x - 9 * dx + side * 4.5 * dy, y - 9 * dy + side * 4.5 * dx]
  return `<path class="head ${role}" d="M${x} ${y} L${back(1).join(' ')} L${back(-1).join(' ')} Z"/>`
}

function hop(x: number, y: number, toRight: boolean): string {
  const [from, to] = toRight ? [x - hopRadius, x + hopRadius] : [x + hopRadius, x - hopRadius]
  return `L${from} ${y} A${hopRadius} ${hopRadius} 0 0 ${toRight ? 1 : 0} ${to} ${y}`
}

const isBetween = (x: number, a: number, b: number) => x > Math.min(a, b) && x < Math.max(a, b)
const toward = ([x, y]: Point, [toX, toY]: Point): Point => [
  x + Math.sign(toX - x) * corner,
  y + Math.sign(toY - y) * corner,
]
const escape = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
