/**
 * The competition's yardstick: the last value, after a classical multiplicative decomposition where the series has a
 * season. A port of "Benchmarks and Evaluation.R" in github.com/Mcompetitions/M4-methods.
 */
export function naive2(values: readonly number[], period: number, horizon: number): number[] {
  const last = values.at(-1)!
  if (!isSeasonal(values, period)) return new Array<number>(horizon).fill(last)
  const indices = seasonalIndices(values, period)
  const level = last / indices[(values.length - 1) % period]!
  return Array.from({ length: horizon }, (_, h) => level * indices[(values.length + h) % period]!)
}

/** Whether the autocorrelation at the period stands out at 90 %. */
function isSeasonal(values: readonly number[], period: number): boolean {
  if (period === 1 || values.length < 3 * period) return false
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const covariance = (lag: number) => {
    let sum = 0
    for (let t = lag; t < values.length; t++) sum += (values[t]! - mean) * (values[t - lag]! - mean)
    return sum
  }
  const variance = covariance(0)
  let limit = 1
  for (let lag = 1; lag < period; lag++) limit += 2 * (covariance(lag) / variance) ** 2
  return Math.abs(covariance(period) / variance) > 1.645 * Math.sqrt(limit / values.length)
}

/** R's `decompose(type = "multiplicative")`: means, over the seasons, of the values over their centred moving average. */
function seasonalIndices(values: readonly number[], period: number): number[] {
  const half = period / 2
  const sums = new Array<number>(period).fill(0)
  const counts = new Array<number>(period).fill(0)
  for (let t = half; t < values.length - half; t++) {
    let trend = (values[t - half]! + values[t + half]!) / 2
    for (let lag = 1 - half; lag < half; lag++) trend += values[t + lag]!
    sums[t % period]! += (values[t]! * period) / trend
    counts[t % period]! += 1
  }
  const raw = sums.map((sum, place) => sum / counts[place]!)
  const mean = raw.reduce((sum, index) => sum + index, 0) / period
  return raw.map((index) => index / mean)
}
