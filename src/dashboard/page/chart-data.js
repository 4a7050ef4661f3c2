/**
 * The chart's columns for the last `shown` ticks and the ticks ahead. x is the number of a tick, so that nights and
 * weekends leave no gaps. Order: x, band upper, band lower, fan upper, fan lower, last value,
 * last value ahead, actual, network.
 */
export function chartData(view, shown) {
  const { first, value, forecasts } = view
  const count = value.length
  const ahead = forecasts.at(-1)?.horizon ?? 0
  const lag = forecasts[0]?.horizon ?? 1
  const start = Math.max(0, count - shown)
  const length = count - start + ahead
  const columns = Array.from({ length: 9 }, () => new Array(length).fill(null))
  const [x, bandUpper, bandLower, fanUpper, fanLower, naive, naiveAhead, actual, network] = columns
  for (let i = 0; i < length; i++) {
    const at = start + i
    x[i] = first + at
    if (at >= count) {
      naiveAhead[i] = value[count - 1]
      continue
    }
    actual[i] = value[at]
    naive[i] = at > 0 ? value[at - 1] : null
    if (at === count - 1) naiveAhead[i] = value[at]
    if (at >= lag) {
      bandUpper[i] = view.upper[at - lag]
      bandLower[i] = view.lower[at - lag]
    }
  }
  if (count > 0 && ahead > 0) fillFan(view, { base: count - 1 - start, fanUpper, fanLower, network })
  return columns
}

/** Straight lines from the last actual through the horizons that are forecast. */
function fillFan({ forecasts, last }, { base, fanUpper, fanLower, network }) {
  let before = { horizon: 0, point: last, lower: last, upper: last }
  for (const next of [before, ...forecasts]) {
    const span = next.horizon - before.horizon || 1
    for (let h = before.horizon; h <= next.horizon; h++) {
      const share = (h - before.horizon) / span
      network[base + h] = before.point + share * (next.point - before.point)
      fanUpper[base + h] = before.upper + share * (next.upper - before.upper)
      fanLower[base + h] = before.lower + share * (next.lower - before.lower)
    }
    before = next
  }
}
