import type { Backtest } from './backtest.ts'

const percent = (share: number) => `${Math.abs(100 * share).toFixed(1)} %`
/** Ratios closer to 1 than this are called the same. */
const sameWithin = 0.0005
/** A p-value below is called a difference. */
const surely = 0.05

/** What a sceptical colleague wants to read first. */
export function backtestVerdict(backtest: Omit<Backtest, 'verdict'>): string {
  const { network, control, naive, keys, nominal } = backtest
  const first = network[0]!
  const own = keys.filter(({ horizon }) => horizon === first.horizon)
  const better = own.filter(({ ratio, pValue }) => pValue !== null && pValue < surely && ratio < 1).length
  const worse = own.filter(({ ratio, pValue }) => pValue !== null && pValue < surely && ratio > 1).length
  const names = `${own.length} key${own.length === 1 ? '' : 's'}`
  const sentences = [
    `${standing(first.ratio)} (+${first.horizon}). By the Diebold-Mariano test it is better on ${better} and worse on ${worse} of ${names}.`,
  ]
  const best = naive
    .filter(({ horizon, ratio }) => horizon === first.horizon && ratio < Math.min(1, first.ratio) - sameWithin)
    .sort((a, b) => a.ratio - b.ratio)[0]
  if (best)
    sentences.push(
      `The ${best.name} forecast is better still: it errs ${percent(1 - best.ratio)} less than the last value. Use it, or \`blend\`.`,
    )
  const stateless = control?.[0]
  if (stateless) {
    const gain = 1 - first.ratio / stateless.ratio
    sentences.push(
      Math.abs(gain) < sameWithin
        ? 'The stateless control does as well: what skill there is comes from the features, not from memory.'
        : `The network errs ${percent(gain)} ${gain > 0 ? 'less' : 'MORE'} than a stateless control on the same inputs.`,
    )
  }
  if (nominal !== null && first.coverage !== null) {
    sentences.push(
      `${percent(first.coverage)} of the actuals were in the ${Math.round(100 * nominal)} % band (+${first.horizon}).`,
    )
  }
  return sentences.join(' ')
}

function standing(ratio: number): string {
  if (Number.isNaN(ratio)) return 'Nothing could be scored'
  if (Math.abs(ratio - 1) < sameWithin) return 'The point forecast is as good as the last value, no better'
  return ratio < 1
    ? `The point forecast errs ${percent(1 - ratio)} less than the last value`
    : `The point forecast errs ${percent(ratio - 1)} MORE than the last value: use the band, not the direction`
}
