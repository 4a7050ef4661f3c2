import { controlNote } from '../../src/cli/compare/comparison-page.ts'
import type { Comparison } from '../../src/cli/compare/comparison.ts'
import { factColumns, factRows } from '../../src/cli/compare/fact-rows.ts'

const [begin, end] = ['<!-- measured by `npm run figures -- --measure`: begin -->', '<!-- measured: end -->']

/** The page with the comparison's table in its marked place. */
export function withComparison(page: string, comparison: Comparison): string {
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no place for the comparison: ${begin} ... ${end}`)
  return `${page.slice(0, from)}${begin}\n\n${table(comparison)}\n\n${controlNote}\n\n${page.slice(to)}`
}

function table(comparison: Comparison): string {
  const columns = factColumns(comparison)
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    row(['', ...columns]),
    row(['---', ...columns.map(() => '--:')]),
    ...factRows(comparison).map(({ fact, values }) => row([fact, ...values])),
  ].join('\n')
}
