import { escapeHtml } from '../compare/escape-html.ts'
import { pageStyle } from '../compare/page-style.ts'
import { countText, figure } from '../terminal/display-text.ts'
import type { TimedSeries } from '../train/read-series.ts'
import { coverageChart, errorChart, forecastChart, keyChart, residualChart } from './backtest-charts.ts'
import { backtestRows } from './backtest-rows.ts'
import type { Backtest, KeyScore } from './backtest.ts'
import type { ForecastRow } from './forecast-row.ts'

/** Keys whose forecasts are drawn. */
const drawnKeys = 3
const listedKeys = 200

const ownStyle = `
.truth { --own: var(--ink); stroke-width: 1.2; }
.network { --own: var(--lstm); }
.control { --own: var(--gru); stroke-dasharray: 2 3; }
.naive { --own: var(--rnn); stroke-dasharray: 7 4; }
.band { fill: var(--lstm); opacity: .18; }
.bar { fill: var(--lstm); }
.over { paint-order: stroke; stroke: var(--paper); stroke-width: 3px; stroke-linejoin: round; }
.scroll { margin-bottom: 1rem; }
h2 { margin-top: 1rem; }
.verdict { font-size: 1.1rem; border-left: 4px solid var(--lstm); padding-left: .8rem; }
`

/** The backtest as one page that needs nothing else: no script, no font, no picture from elsewhere. */
export function backtestPage(backtest: Backtest, rows: readonly ForecastRow[], series: readonly TimedSeries[]): string {
  const { data, target, model, folds, seeds, horizons, nominal, control, season, verdict, keys } = backtest
  const first = horizons[0]!
  const drawn = series.filter(({ key }) => rows.some((row) => row.key === key)).slice(0, drawnKeys)
  const band = nominal === null ? '' : ` The area is the ${figure(100 * nominal, 0)} % band.`
  const naive = season > 1 ? ` Dashed: the seasonal naive forecast (${season} ticks).` : ''
  const severalKeys = new Set(keys.map(({ key }) => key)).size > 1
  const named = ['Network', ...(control === null ? [] : ['control']), 'drift', ...(season > 1 ? ['seasonal'] : [])]
  const names = `${named.slice(0, -1).join(', ')} and ${named.at(-1)!}`
  const stateless = control === null ? '' : ' Dotted: a stateless control on the same inputs.'
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Backtest of ${escapeHtml(data)}</title>
<style>${pageStyle}${ownStyle}</style>
</head>
<body>
<h1>Backtest of ${escapeHtml(data)}, ${escapeHtml(target)}</h1>
<p class="soft">${escapeHtml(model)}. ${count(folds.length, 'origin')} of training, ${count(seeds.length, 'seed')}; ${countText(
    folds.reduce((sum, { origins }) => sum + origins, 0),
  )} ticks were forecast from, each with what was known at the time, through the pipeline that serves.</p>
<p class="verdict">${escapeHtml(verdict)}</p>
<div class="scroll">
${table(backtestRows(backtest))}
</div>
<p class="soft">${names}: mean absolute error over that of the last value${severalKeys ? ', the mean over keys' : ''};
below 1 is better. MASE: the error over the mean change of the history${season > 1 ? ` over ${season} ticks` : ''}. Direction: how often the side of the last
value was right, where the forecast said one.</p>
<div class="charts">
${drawn
  .map((one) =>
    chart(
      `${one.key || target}, ${first} ahead`,
      `Thin: what came. Blue: the forecast.${band}`,
      forecastChart(rows, one, first),
    ),
  )
  .join('\n')}
${chart('Error by horizon', `The network beside the last value.${naive}${stateless}`, errorChart(backtest))}
${nominal === null ? '' : chart('Coverage over time', `Share of actuals inside the band, +${first}${horizons.length > 1 ? ` and, dotted, +${horizons.at(-1)}` : ''}.`, coverageChart(rows, backtest))}
${chart('Residuals', `What is left at +${first}; a sound forecast is centred on 0.`, residualChart(rows, backtest))}
${severalKeys ? chart('Skill by key', `Error at +${first} over that of the last value.`, keyChart(backtest)) : ''}
</div>
<h2>Keys, +${first}</h2>
<div class="scroll">
${table(keyRows(keys.filter(({ horizon }) => horizon === first)))}
</div>
<h2>Origins of training</h2>
<div class="scroll">
${table({
  head: ['origin', 'learned from', 'forecast from', 'first', 'last'],
  rows: folds.map(({ fold, training, origins, from, to }) => {
    return [String(fold), countText(training), countText(origins), day(from), day(to)]
  }),
})}
</div>
</body>
</html>
`
}

const day = (time: string | null) => time?.slice(0, 10) ?? '–'

function keyRows(keys: readonly KeyScore[]) {
  const shown = keys.slice(0, listedKeys)
  return {
    head: ['key', 'scored', 'error', "last value's", 'ratio', 'in the band', 'p (Diebold-Mariano)'],
    rows: shown.map(({ key, scored, mae, lastValueMae, ratio, coverage, pValue }) => [
      key || '–',
      countText(scored),
      mae.toPrecision(4),
      lastValueMae.toPrecision(4),
      figure(ratio, 4),
      coverage === null ? '–' : `${figure(100 * coverage, 1)} %`,
      pValue === null ? '–' : pValue < 0.001 ? '< 0.001' : figure(pValue, 3),
    ]),
  }
}

function table({
  head,
  rows,
}: {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}): string {
  const row = (cells: readonly string[]) =>
    `<tr>${cells.map((cell, n) => (n === 0 ? `<th scope="row">${escapeHtml(cell)}</th>` : `<td>${escapeHtml(cell)}</td>`)).join('')}</tr>`
  return `<table>
<thead><tr>${head.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join('')}</tr></thead>
<tbody>
${rows.map(row).join('\n')}
</tbody>
</table>`
}

function chart(heading: string, caption: string, image: string): string {
  return `<figure>\n<h2>${escapeHtml(heading)}</h2>\n<figcaption><p class="soft">${escapeHtml(caption)}</p></figcaption>\n${image}\n</figure>`
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}
