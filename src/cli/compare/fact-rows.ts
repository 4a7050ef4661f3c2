import { countText, figure } from '../terminal/display-text.ts'
import type { CellComparison, Comparison } from './comparison.ts'
import { solvedBelow } from './solve-adding.ts'

export interface FactRow {
  readonly fact: string
  /** One a cell, in the order of the comparison. */
  readonly values: readonly string[]
}

/** Lags whose gradient norm stands in the table. */
const shownLags = [10, 50, 100]

/** The comparison as rows of text, for the terminal and for the page. */
export function factRows({ cells }: Comparison): FactRow[] {
  const row = (fact: string, value: (one: CellComparison) => string): FactRow => ({ fact, values: cells.map(value) })
  const first = cells[0]!
  return [
    row('gates', ({ size }) => (size.gates.length === 0 ? 'none' : size.gates.join(', '))),
    row('parameters', ({ size }) => countText(size.parameters)),
    row('multiply-adds a tick', ({ size }) => countText(size.multiplyAdds)),
    row('state a key, bytes', ({ size }) => countText(size.stateBytes)),
    row('one step, µs', ({ speed }) => figure(speed.stepMicroseconds, 2)),
    row('training, timesteps/s', ({ speed }) => countText(Math.round(speed.trainedTimestepsPerSecond))),
    row('training of the forecaster, s', ({ forecast }) => figure(forecast.trainingSeconds, 1)),
    ...first.forecast.horizons.map(({ horizon }, n) =>
      row(`error / last value's, +${horizon}`, ({ forecast }) => figure(forecast.horizons[n]!.ratio, 4)),
    ),
    ...first.forecast.horizons.map(({ horizon }, n) =>
      row(`in the 80 % band, +${horizon}`, ({ forecast }) => `${figure(100 * forecast.horizons[n]!.coverage, 1)} %`),
    ),
    ...first.adding.map(({ timesteps }, n) =>
      row(`adding problem, ${timesteps} timesteps`, ({ adding }) => {
        const { solved, runs } = adding[n]!
        const won = runs.filter(({ squaredError }) => squaredError < solvedBelow).length
        return `${solved ? 'solved' : 'not solved'} (${won} of ${runs.length})`
      }),
    ),
    ...shownLags
      .filter((lag) => lag < first.gradient.atFirst.byLag.length)
      .flatMap((lag) => [
        row(`gradient at lag ${lag}, untrained`, ({ gradient }) => scientific(gradient.atFirst.byLag[lag]!)),
        row(`gradient at lag ${lag}, trained`, ({ gradient }) => scientific(gradient.trained.byLag[lag]!)),
      ]),
    row('exploding steps, untrained', ({ gradient }) => `${figure(100 * gradient.atFirst.exploding, 0)} %`),
    row('exploding steps, trained', ({ gradient }) => `${figure(100 * gradient.trained.exploding, 0)} %`),
  ]
}

/** Such as 1.2e-7, and 0.35 where that is shorter. */
export function scientific(value: number): string {
  return value >= 0.01 && value < 1000 ? value.toPrecision(2) : value.toExponential(1)
}
