import Table from 'cli-table3'
import { tableLines } from '../terminal/table-lines.ts'
import type { Backtest } from './backtest.ts'
import { backtestRows } from './backtest-rows.ts'

/** A row a horizon. Errors are means over keys, over those of the last value. */
export function backtestTable(backtest: Backtest, { color }: { readonly color: boolean }): string {
  const { head, rows } = backtestRows(backtest)
  const table = new Table({
    head: [...head],
    colAligns: head.map(() => 'right' as const),
    chars: tableLines.chars,
    style: { ...tableLines.style, border: color ? ['grey'] : [], head: color ? ['bold'] : [] },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}
