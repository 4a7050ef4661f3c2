import Table from 'cli-table3'
import type { Comparison } from './comparison.ts'
import { factColumns, factRows } from './fact-rows.ts'

/** Two blanks between columns and no lines. */
const lines = {
  ...{ top: '', 'top-mid': '', 'top-left': '', 'top-right': '', left: '', right: '', middle: '  ' },
  ...{ bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '' },
  ...{ mid: '', 'mid-mid': '', 'left-mid': '', 'right-mid': '' },
}

/** A row a fact, a column a cell, and one for the stateless control. */
export function comparisonTable(comparison: Comparison, { color }: { readonly color: boolean }): string {
  const columns = factColumns(comparison)
  const table = new Table({
    head: ['', ...columns],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    chars: lines,
    style: { 'padding-left': 0, 'padding-right': 0, border: color ? ['grey'] : [], head: color ? ['bold'] : [] },
  })
  for (const { fact, values } of factRows(comparison)) table.push([fact, ...values])
  return table.toString()
}
