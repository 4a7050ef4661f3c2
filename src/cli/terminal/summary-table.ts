import Table from 'cli-table3'
import picocolors from 'picocolors'
import type { HorizonSkill } from '../../dashboard/frame.ts'
import { skillWords } from '../../dashboard/skill-words.ts'
import { countText, decimalsOf, displayText, figure } from './display-text.ts'
import { tableLines } from './table-lines.ts'

export interface SummaryRow extends HorizonSkill {
  readonly key: string
}

export interface SummaryOptions {
  readonly color: boolean
}

/** What a run was worth, as a table: a line for each key and horizon. Errors are mean absolute errors. */
export function summaryTable(rows: readonly SummaryRow[], { color }: SummaryOptions): string {
  const colors = picocolors.createColors(color)
  const table = new Table({
    head: ['key', 'ahead', 'scored', 'network', 'last value', 'ratio', 'network is', 'in band'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'left', 'right'],
    chars: tableLines.chars,
    style: { ...tableLines.style, border: color ? ['grey'] : [], head: color ? ['bold'] : [] },
  })
  const largest = new Map<string, number>()
  for (const { key, naiveMae } of rows) largest.set(key, Math.max(largest.get(key) ?? 0, naiveMae || 0))
  let before: string | undefined
  for (const row of rows) {
    const { key, horizon, scored, networkMae, naiveMae, coverage } = row
    const decimals = decimalsOf(largest.get(key) ?? naiveMae) + 1
    const { standing, short } = skillWords(row)
    const known = scored > 0
    table.push([
      key === before ? '' : displayText(key),
      `+${horizon}`,
      countText(scored),
      known ? figure(networkMae, decimals) : '–',
      known ? figure(naiveMae, decimals) : '–',
      known ? figure(networkMae / naiveMae, 4) : '–',
      standing === 'better' ? colors.cyan(short) : standing === 'worse' ? colors.yellow(short) : short,
      known ? `${figure(100 * coverage, 1)} %` : '–',
    ])
    before = key
  }
  return table.toString()
}

/** Writes the table, with a line that says what it shows. */
export function printSummary(
  stream: Pick<NodeJS.WritableStream, 'write'>,
  rows: readonly SummaryRow[],
  options: SummaryOptions,
): void {
  stream.write('\nMean absolute error of every forecast whose actual is known, beside the last value\n')
  stream.write('as a forecast, and the share of actuals in the 80 % band:\n\n')
  stream.write(`${summaryTable(rows, options)}\n`)
}
