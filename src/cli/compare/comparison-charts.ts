import { addingBaseline } from '../../evaluation/tasks/adding-problem.ts'
import type { AddingResult, CellComparison, Comparison } from './comparison.ts'
import { lineChart, type ChartLine } from './line-chart.ts'
import { solvedBelow } from './solve-adding.ts'

const least = { error: 1e-3, norm: 1e-10 }

/** The plots of a comparison as SVG images, without their colours. */
export function comparisonCharts({
  cells,
}: Comparison): Record<'adding' | 'gradientAtFirst' | 'gradientTrained', string> {
  const line = (points: (one: CellComparison) => ChartLine['points'], dots = false): ChartLine[] =>
    cells.map((one) => ({ name: one.cell, style: one.cell, points: points(one), dots }))
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
    xTicks: cells[0]!.adding.map(({ timesteps }) => timesteps),
    lines: line(({ adding }) => adding.map((result) => [result.timesteps, medianError(result)] as const), true),
    levels: [
      { y: addingBaseline, name: 'best constant answer', nameAt: 'start' },
      { y: solvedBelow, name: 'solved below', nameAt: 'end' },
    ],
  })
  return { adding, gradientAtFirst: norms('atFirst'), gradientTrained: norms('trained') }
}

/** In the middle of the seeds that ran. */
function medianError({ runs }: AddingResult): number {
  const errors = runs.map(({ squaredError }) => squaredError).sort((a, b) => a - b)
  return errors[errors.length >> 1]!
}
