import { countText, figure } from '../terminal/display-text.ts'
import type { Backtest, HorizonScore } from './backtest.ts'

export interface BacktestTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

interface Column {
  readonly head: string
  readonly cell: (score: HorizonScore, n: number) => string
}

/** The pooled scores as text, a row a horizon, for the terminal and for the page. */
export function backtestRows(backtest: Backtest): BacktestTable {
  const columns = columnsOf(backtest)
  return {
    head: columns.map(({ head }) => head),
    rows: backtest.network.map((score, n) => columns.map(({ cell }) => cell(score, n))),
  }
}

function columnsOf({ control, naive, seeds, season, nominal }: Backtest): Column[] {
  const only = (wanted: boolean, head: string, cell: Column['cell']) => (wanted ? [{ head, cell }] : [])
  const of = (name: string, { horizon }: HorizonScore) =>
    figure(naive.find((one) => one.name === name && one.horizon === horizon)?.ratio, 4)
  const percent = (share: number | null, decimals: number) =>
    share === null || Number.isNaN(share) ? '–' : `${figure(100 * share, decimals)} %`
  return [
    { head: 'ahead', cell: ({ horizon }) => `+${horizon}` },
    { head: 'scored', cell: ({ scored }) => countText(scored) },
    { head: 'network', cell: ({ ratio }) => figure(ratio, 4) },
    ...only(
      seeds.length > 1,
      'seeds',
      ({ ratioLeast, ratioMost }) => `${figure(ratioLeast, 3)}-${figure(ratioMost, 3)}`,
    ),
    ...only(control !== null, 'control', (_, n) => figure(control?.[n]?.ratio, 4)),
    { head: 'drift', cell: (score) => of('drift', score) },
    ...only(season > 1, 'seasonal', (score) => of('seasonal naive', score)),
    { head: 'MASE', cell: ({ mase }) => figure(mase, 3) },
    { head: 'sMAPE', cell: ({ smape }) => percent(smape, 2) },
    ...only(nominal !== null, `in ${figure(100 * (nominal ?? NaN), 0)} % band`, ({ coverage }) => percent(coverage, 1)),
    { head: 'direction', cell: ({ direction }) => percent(direction.accuracy, 1) },
  ]
}
