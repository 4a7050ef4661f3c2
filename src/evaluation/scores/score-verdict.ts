import type { Errors, HorizonReport, Measures, NaiveName } from './score-report.ts'

const names: Readonly<Record<NaiveName, string>> = {
  lastValue: 'last value',
  drift: 'drift',
  seasonalNaive: 'seasonal naive',
}

/** The naive forecaster with the smallest mean absolute error; the first of equals. */
export function bestNaive({ naive }: Pick<Measures, 'naive'>): { readonly name: string; readonly mae: number } {
  let best = { name: names.lastValue, mae: naive.lastValue?.mae ?? NaN }
  for (const [key, { mae }] of Object.entries(naive) as [NaiveName, Errors][]) {
    if (mae < best.mae) best = { name: names[key], mae }
  }
  return best
}

/**
 * Says in words how the network stands beside the best naive forecaster, by mean absolute error since the start:
 * `worse than drift: error 3.1 % larger over 120 forecasts`. Where the test against its baseline is made and the
 * difference may be chance (p of .05 or more), it says that, too. Below 0.05 % either way is called even.
 */
export function scoreVerdict({ sinceStart, dieboldMariano }: Omit<HorizonReport, 'verdict'>): string {
  const { scored, mae } = sinceStart
  const { name, mae: naive } = bestNaive(sinceStart)
  if (scored === 0 || !Number.isFinite(naive)) return 'not scored yet'
  const over = `over ${scored} ${scored === 1 ? 'forecast' : 'forecasts'}`
  if (naive === 0) return mae === 0 ? `even with ${name} ${over}` : `worse than ${name}, which made no error ${over}`
  const percent = (100 * (mae - naive)) / naive
  if (Math.abs(percent) < 0.05) return `even with ${name} ${over}`
  const size = Math.abs(percent) >= 1000 ? 'over 1000' : Math.abs(percent).toFixed(1)
  const words =
    percent < 0 ? `better than ${name}: error ${size} % smaller` : `worse than ${name}: error ${size} % larger`
  const { pValue } = dieboldMariano
  const chance =
    names[dieboldMariano.against] === name && pValue >= 0.05 ? `, which may be chance (p ${pValue.toFixed(2)})` : ''
  return `${words} ${over}${chance}`
}
