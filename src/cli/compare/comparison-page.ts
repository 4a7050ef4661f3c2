import { addingBaseline } from '../../evaluation/tasks/adding-problem.ts'
import type { AddingResult, CellComparison, Comparison } from './comparison.ts'
import { escapeHtml } from './escape-html.ts'
import { factColumns, factRows } from './fact-rows.ts'
import { lineChart, type ChartLine } from './line-chart.ts'
import { pageStyle } from './page-style.ts'
import { solvedBelow } from './solve-adding.ts'

const least = { error: 1e-3, norm: 1e-10 }

/** For readers of the last column. */
export const controlNote =
  'Stateless: the same features, units and head without recurrence. Features such as volatility look back by themselves; ' +
  'only what a cell adds to this column is owed to its state.'

/** The comparison as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function comparisonPage(comparison: Comparison): string {
  const { cells, hidden, inputs, data, engine } = comparison
  const line = (points: (one: CellComparison) => ChartLine['points'], dots = false): ChartLine[] =>
    cells.map((one) => ({ name: one.cell, style: one.cell, points: points(one), dots }))
  const lengths = cells[0]!.adding.map(({ timesteps }) => timesteps)
  const norms = (which: 'atFirst' | 'trained') =>
    lineChart({
      title: `Norm of the gradient by lag, ${which === 'atFirst' ? 'untrained' : 'trained'}`,
      xLabel: 'lag in timesteps',
      yLabel: 'norm of dh/ds',
      yFrom: least.norm,
      yTo: 100,
      xTicks: [0, 20, 40, 60, 80, 100],
      lines: line(({ gradient }) => gradient[which].byLag.map((norm, lag) => [lag, norm] as const)),
    })
  const adding = lineChart({
    title: 'Error on the adding problem by length',
    xLabel: 'timesteps of a sequence',
    yLabel: 'mean squared error',
    yFrom: least.error,
    yTo: 1,
    xTicks: lengths,
    lines: line(({ adding }) => adding.map((result) => [result.timesteps, medianError(result)] as const), true),
    levels: [
      { y: addingBaseline, name: 'best constant answer' },
      { y: solvedBelow, name: 'solved below' },
    ],
  })
  const solved = cells.filter(({ gradient }) => gradient.trained.solved).map(({ cell }) => cell.toUpperCase())
  const trainedOn = `After training on the adding problem of ${lengths.at(-1)} timesteps, which ${solved.length === 0 ? 'none of them' : solved.join(' and ')} solved.`
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>RNN, LSTM and GRU compared</title>
<style>${pageStyle}</style>
</head>
<body>
<h1>RNN, LSTM and GRU compared</h1>
<p class="soft">One layer of ${hidden} units. Sizes and speeds with ${inputs} inputs, on the machine that made this page.
Forecasts: ${escapeHtml(data)}; the last 15 % of every key are scored. Engine: ${escapeHtml(engine)}.</p>
<ul class="keys">${cells.map(({ cell }) => legendKey(cell)).join('')}</ul>
<div class="charts">
${chart('How long they can remember', 'The adding problem: two marked numbers have to be kept and added. A tenth of the error of the best constant answer counts as solved; the median over the seeds is shown.', adding)}
${chart('The gradient at first', 'How much the last state h hangs on what was carried (s) at an earlier timestep, untrained. Below 1 it vanishes, above 1 it explodes; 1 is a perfect memory.', norms('atFirst'))}
${chart('The gradient after training', trainedOn, norms('trained'))}
</div>
<div class="scroll">
<table>
<thead><tr><td></td>${factColumns(comparison)
    .map((name) => `<th scope="col">${name}</th>`)
    .join('')}</tr></thead>
<tbody>
${factRows(comparison).map(tableRow).join('\n')}
</tbody>
</table>
</div>
<p class="soft">${escapeHtml(controlNote)}</p>
</body>
</html>
`
}

/** In the middle of the seeds that ran. */
function medianError({ runs }: AddingResult): number {
  const errors = runs.map(({ squaredError }) => squaredError).sort((a, b) => a - b)
  return errors[errors.length >> 1]!
}

function chart(heading: string, caption: string, image: string): string {
  return `<figure>\n<h2>${escapeHtml(heading)}</h2>\n<figcaption><p class="soft">${escapeHtml(caption)}</p></figcaption>\n${image}\n</figure>`
}

function legendKey(cell: string): string {
  const sample = `<svg viewBox="0 0 36 8" aria-hidden="true"><line class="${cell}" x1="0" x2="36" y1="4" y2="4"/></svg>`
  return `<li class="key">${sample}${cell.toUpperCase()}</li>`
}

function tableRow({ fact, values }: { readonly fact: string; readonly values: readonly string[] }): string {
  return `<tr><th scope="row">${escapeHtml(fact)}</th>${values.map((value) => `<td>${escapeHtml(value)}</td>`).join('')}</tr>`
}
