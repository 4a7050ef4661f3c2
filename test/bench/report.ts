import { cpus, totalmem } from 'node:os'
import type { FigureResult, Spread } from './measure-figure.ts'

/** One line: what the figures were measured on. */
export function machineLine(): string {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} x ${cores[0]?.model.trim() ?? 'unknown'}, ${memory} GB, ${process.platform}, Node ${process.version}`
}

export function commandLine(): string {
  return `npm run bench -- ${process.argv.slice(2).join(' ')}`
}

const digits = (value: number) =>
  Math.abs(value) >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3)

const spread = ({ median, least, most }: Spread) => `${digits(median)} (${digits(least)}-${digits(most)})`

/** For people: the value, then a line for each baseline and limit. */
export function figureText({ figure, value, comparisons }: FigureResult): string {
  const lines = [`  ${figure.name}: ${spread(value)} ${figure.unit}`]
  for (const { name, unit, goal, baseline, ratio, passed } of comparisons) {
    const [word, asked] = goal === undefined ? ['info', 'no goal'] : [passed ? 'pass' : 'MISS', `goal ${digits(goal)}`]
    lines.push(`    ${word}  ${spread(ratio)} times better than ${name}, ${spread(baseline)} ${unit}; ${asked}`)
  }
  if (figure.limit) {
    const [word, bound] =
      'atMost' in figure.limit ? ['at most', figure.limit.atMost] : ['at least', figure.limit.atLeast]
    const passed = word === 'at most' ? value.median <= bound : value.median >= bound
    lines.push(`    ${passed ? 'pass' : 'MISS'}  goal: ${word} ${digits(bound)} ${figure.unit}`)
  }
  return lines.join('\n')
}

/** For programs: one line a figure. */
export function figureJson(bench: string, { figure, value, comparisons, passed }: FigureResult): string {
  const { name, unit, better, limit } = figure
  const machine = machineLine()
  const command = commandLine()
  return JSON.stringify({ bench, figure: name, unit, better, value, comparisons, limit, passed, machine, command })
}
