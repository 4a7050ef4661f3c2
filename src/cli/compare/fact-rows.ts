import { countText, figure } from '../terminal/display-text.ts'
import type { CellComparison, CellSize, Comparison } from './comparison.ts'
import { solvedBelow } from './solve-adding.ts'

export interface FactRow {
  readonly fact: string
  /** One a column of `factColumns`. */
  readonly values: readonly string[]
}

/** Lags whose gradient norm stands in the table. */
const shownLags = [10, 50, 100]

/** The cells, a network of the same inputs that keeps nothing, and a forecast without any network. */
export function factColumns({ cells }: Comparison): string[] {
  return [...cells.map(({ cell }) => cell.toUpperCase()), 'stateless', 'drift']
}

/** The comparison as rows of text, for the terminal and for the page. */
export function factRows({ cells, control, drift }: Comparison): FactRow[] {
  const none = '–'
  /** Of the cells only: without a state there is nothing to measure. */
  const row = (fact: string, value: (one: CellComparison) => string): FactRow => ({
    fact,
    values: [...cells.map(value), none, none],
  })
  const rowOfAll = (
    fact: string,
    value: (one: Omit<CellSize, 'gates'> & Pick<CellComparison, 'forecast'>) => string,
    ofDrift = none,
  ): FactRow => ({
    fact,
    values: [...cells.map(({ size, forecast }) => value({ ...size, forecast })), value(control), ofDrift],
  })
  const first = cells[0]!
  return [
    row('gates', ({ size }) => (size.gates.length === 0 ? 'none' : size.gates.join(', '))),
    rowOfAll('parameters', ({ parameters }) => countText(parameters)),
    rowOfAll('multiply-adds a tick', ({ multiplyAdds }) => countText(multiplyAdds)),
    rowOfAll('state a key, bytes', ({ stateBytes }) => countText(stateBytes)),
    row('one step, µs', ({ speed }) => figure(speed.stepMicroseconds, 2)),
    row('training, timesteps/s', ({ speed }) => countText(Math.round(speed.trainedTimestepsPerSecond))),
    rowOfAll('training of the forecaster, s', ({ forecast }) => figure(forecast.trainingSeconds, 1)),
    ...first.forecast.horizons.map(({ horizon }, n) =>
      rowOfAll(
        `error / last value's, +${horizon}`,
        ({ forecast }) => figure(forecast.horizons[n]!.ratio, 4),
        figure(drift.horizons[n]!.ratio, 4),
      ),
    ),
    ...first.forecast.horizons.map(({ horizon }, n) =>
      rowOfAll(
        `in the 80 % band, +${horizon}`,
        ({ forecast }) => `${figure(100 * forecast.horizons[n]!.coverage, 1)} %`,
      ),
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
