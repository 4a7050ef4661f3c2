import { Layer } from './layer'

/** Keeps a row whose numbers are all alike from being divided by 0; as in `src/cell/layer-norm.ts`. */
const epsilon: f32 = 1e-5

/** Four numbers of a row of `columns`; those behind its end are 0. */
@inline function inRow(value: v128, unit: u32, columns: u32): v128 {
  if (unit + 4 <= columns) return value
  return v128.and(value, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(columns - unit)))
}

@inline function meanOf(sums: v128, columns: u32): f32 {
  const first = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1)
  return (first + (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3))) / <f32>columns
}

@inline function rowMean(columns: u32, x: usize): v128 {
  let sums = f32x4.splat(0.0)
  for (let unit: u32 = 0; unit < columns; unit += 4) {
    sums = f32x4.add(sums, inRow(v128.load(x + (unit << 2)), unit, columns))
  }
  return f32x4.splat(meanOf(sums, columns))
}

/** 1 / √(v + ε) */
@inline function rowScale(columns: u32, x: usize, mean: v128): v128 {
  let squares = f32x4.splat(0.0)
  for (let unit: u32 = 0; unit < columns; unit += 4) {
    const apart = inRow(f32x4.sub(v128.load(x + (unit << 2)), mean), unit, columns)
    squares = f32x4.add(squares, f32x4.mul(apart, apart))
  }
  return f32x4.splat(1.0 / sqrt<f32>(meanOf(squares, columns) + epsilon))
}

/** Layer normalisation of rows of `columns` numbers, in whole vectors: reads and writes up to three numbers too many. */
export function normaliseRows(layer: Layer, rows: u32, columns: u32, x: usize, xRow: usize, y: usize, yRow: usize): void {
  for (let row: u32 = 0; row < rows; row++, x += xRow, y += yRow) {
    const mean = rowMean(columns, x)
    const scale = rowScale(columns, x, mean)
    for (let unit: u32 = 0; unit < columns; unit += 4) {
      const at: usize = unit << 2
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale)
      v128.store(y + at, f32x4.add(f32x4.mul(n, v128.load(layer.normGain + at)), v128.load(layer.normBias + at)))
    }
  }
}

/** In: x and `d`, the gradient of y, with the same stride. Out: the gradient of x over `d`; adds to dGain and dBias. */
export function normaliseRowsBackward(
  layer: Layer, rows: u32, columns: u32, x: usize, d: usize, xRow: usize, dGain: usize, dBias: usize,
): void {
  for (let row: u32 = 0; row < rows; row++, x += xRow, d += xRow) {
    const mean = rowMean(columns, x)
    const scale = rowScale(columns, x, mean)
    let levels = f32x4.splat(0.0)
    let alongs = f32x4.splat(0.0)
    for (let unit: u32 = 0; unit < columns; unit += 4) {
      const at: usize = unit << 2
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale)
      const dy = inRow(v128.load(d + at), unit, columns)
      const dn = f32x4.mul(dy, v128.load(layer.normGain + at))
      levels = f32x4.add(levels, dn)
      alongs = f32x4.add(alongs, f32x4.mul(dn, n))
      v128.store(dGain + at, f32x4.add(v128.load(dGain + at), f32x4.mul(dy, n)))
      v128.store(dBias + at, f32x4.add(v128.load(dBias + at), dy))
      v128.store(d + at, dn)
    }
    const level = f32x4.splat(meanOf(levels, columns))
    const along = f32x4.splat(meanOf(alongs, columns))
    for (let unit: u32 = 0; unit < columns; unit += 4) {
      const at: usize = unit << 2
      const n = f32x4.mul(f32x4.sub(v128.load(x + at), mean), scale)
      const dx = f32x4.mul(scale, f32x4.sub(f32x4.sub(v128.load(d + at), level), f32x4.mul(n, along)))
      v128.store(d + at, inRow(dx, unit, columns))
    }
  }
}
