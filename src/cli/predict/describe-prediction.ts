import type { Model } from '../../model/model.ts'
import { shortHistoryChanges } from '../train/short-history-changes.ts'
import type { Prediction } from './predict-series.ts'

/** Predictions as text: numbers first, then in words what they are worth. */
export function describePrediction(predictions: readonly Prediction[], { spec, report }: Model): string {
  const blocks = predictions.map(describeOne)
  return [...blocks, ...(predictions.length > 0 ? [words(predictions, spec.name, report)] : ['No values.'])].join(
    '\n\n',
  )
}

function describeOne({ key, last, from, next }: Prediction): string {
  const digits = digitsFor(next)
  const text = (value: number) => value.toFixed(digits)
  const rows = next.map(({ horizon, point, low, high }) => {
    const name = horizon === 1 ? 'next value' : `${horizon} ticks ahead`
    const network = from === 'network' ? `   network ${text(point)}` : ''
    return `${name.padEnd(14)} 80 % band ${text(low)} to ${text(high)}${network}   last value ${text(last)}`
  })
  return [...(key === '' ? [] : [key]), ...rows].join('\n')
}

/** Three digits of the narrowest band, so that its ends can be told apart and no more is claimed. */
function digitsFor(next: Prediction['next']): number {
  const width = Math.min(...next.map(({ low, high }) => high - low))
  if (!(width > 0)) return 2
  let digits = 0
  for (let scaled = width; scaled < 100 && digits < 12; scaled *= 10) digits++
  return digits
}

function words(predictions: readonly Prediction[], name: string, report: Model['report']): string {
  const short = predictions.filter(({ from }) => from === 'short-history')
  const lines: string[] = []
  if (short.length > 0) {
    const who = predictions.length === 1 ? '' : `${short.map(({ key }) => key).join(', ')}: `
    lines.push(
      `${who}Only ${count(Math.max(...short.map(({ values }) => values)))}: too few for the network "${name}", which wants more than ${shortHistoryChanges}.`,
      `The band is where 80 % of next changes lay after histories as short in its training data${trainedOn(report)},`,
      'scaled by what is typical there and by the changes given. Other things than those may move more or less.',
    )
  }
  lines.push('The band says how far the next value may be, not which way: no trend is promised.')
  return lines.join('\n')
}

function trainedOn({ data }: Model['report']): string {
  const series = (data as { readonly series?: readonly { readonly key: string }[] } | undefined)?.series ?? []
  const keys = series.map(({ key }) => key)
  return keys.length === 0 || keys.length > 8 ? '' : ` (${keys.join(', ')})`
}

function count(values: number): string {
  return values === 1 ? '1 value' : `${values} values`
}
