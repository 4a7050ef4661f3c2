import type { Comparison } from './comparison.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { escapeHtml } from './escape-html.ts'
import { factColumns, factRows } from './fact-rows.ts'
import { pageStyle } from './page-style.ts'

/** For readers of the last column. */
export const controlNote =
  'Stateless: the same features, units and head without recurrence. Features such as volatility look back by themselves; ' +
  'only what a cell adds to this column is owed to its state. Drift: the line through the first value and the last, no network at all.'

/** The comparison as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function comparisonPage(comparison: Comparison): string {
  const { cells, hidden, inputs, data, engine } = comparison
  const charts = comparisonCharts(comparison)
  const longest = cells[0]!.adding.at(-1)!.timesteps
  const solved = cells.filter(({ gradient }) => gradient.trained.solved).map(({ cell }) => cell.toUpperCase())
  const trainedOn = `After training on the adding problem of ${longest} timesteps, which ${solved.length === 0 ? 'none of them' : solved.join(' and ')} solved.`
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
${chart('How long they can remember', 'The adding problem: two marked numbers have to be kept and added. A tenth of the error of the best constant answer counts as solved; the median over the seeds is shown.', charts.adding)}
${chart('The gradient at first', 'How much the last state h hangs on what was carried (s) at an earlier timestep, untrained. Below 1 it vanishes, above 1 it explodes; 1 is a perfect memory.', charts.gradientAtFirst)}
${chart('The gradient after training', trainedOn, charts.gradientTrained)}
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
<p class="soft note">${escapeHtml(controlNote)}</p>
</body>
</html>
`
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
