import type { Comparison } from '../../src/cli/compare/comparison.ts'
import { comparisonCharts } from '../../src/cli/compare/comparison-charts.ts'
import { chartStyle } from '../../src/cli/compare/page-style.ts'
import { figure } from './figure.ts'

const style = `${chartStyle}
text { font-family: system-ui, sans-serif; fill: var(--ink); }
.ground { fill: var(--paper); }
.heading { font-size: 15px; font-weight: 600; }
.name { font-size: 13px; }
.line { stroke-width: 2; }
`
const [chartWidth, chartHeight, head] = [480, 343, 44]

interface Panel {
  readonly heading: string
  readonly image: string
}

/** How long the cells can remember. */
export function drawAdding(comparison: Comparison): string {
  const { adding } = comparisonCharts(comparison)
  return drawPanels('Error on the adding problem by length: RNN, LSTM and GRU', comparison, [
    { heading: 'Adding problem', image: adding },
  ])
}

/** How the gradient vanishes. */
export function drawGradients(comparison: Comparison): string {
  const { gradientAtFirst, gradientTrained } = comparisonCharts(comparison)
  return drawPanels('Norm of the gradient by lag, untrained and trained: RNN, LSTM and GRU', comparison, [
    { heading: 'Gradient, untrained', image: gradientAtFirst },
    { heading: 'Gradient, trained', image: gradientTrained },
  ])
}

/** Charts side by side, the names of their lines above the first. */
function drawPanels(title: string, { cells }: Comparison, panels: readonly Panel[]): string {
  const width = chartWidth * panels.length + 20
  const keys = cells.map(({ cell }, i) => {
    const x = chartWidth - 236 + 80 * i
    return `<line class="line ${cell}" x1="${x}" x2="${x + 28}" y1="26" y2="26"/><text class="name" x="${x + 34}" y="30">${cell.toUpperCase()}</text>`
  })
  const drawn = panels.flatMap(({ heading, image }, i) => [
    `<text class="heading" x="${chartWidth * i + 20}" y="31">${heading}</text>`,
    image.replace(
      '<svg ',
      `<svg x="${chartWidth * i + 10}" y="${head}" width="${chartWidth}" height="${chartHeight}" `,
    ),
  ])
  return figure({ width, height: head + chartHeight + 10, title, style, parts: [...keys, ...drawn] })
}
