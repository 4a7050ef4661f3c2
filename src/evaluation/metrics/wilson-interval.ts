import { normalQuantile } from '../../numeric/normal-quantile.ts'

/** Wilson's confidence interval of a share of `hits` among `count`; [NaN, NaN] for none. */
export function wilsonInterval(hits: number, count: number, confidence = 0.95): [lower: number, upper: number] {
  const z = normalQuantile((1 + confidence) / 2)
  const share = hits / count
  const spread = (z * z) / count
  const middle = (share + spread / 2) / (1 + spread)
  const half = (z / (1 + spread)) * Math.sqrt((share * (1 - share)) / count + spread / (4 * count))
  return [middle - half, middle + half]
}
