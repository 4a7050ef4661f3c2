/** The same numbers in the same order. */
export function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false
  return true
}

/** Forecasts of these horizons, in this order. */
export function haveHorizons(forecasts: readonly { readonly horizon: number }[], horizons: readonly number[]): boolean {
  if (forecasts.length !== horizons.length) return false
  for (let n = 0; n < horizons.length; n++) if (forecasts[n]!.horizon !== horizons[n]) return false
  return true
}
