import { panelBytes } from './lanes'

/**
 * Rows by three, times a panel of 8 columns and half of another: nine sums in nine registers. `pair` and `single` are the
 * weights; their columns lie `pairColumn` and `singleColumn` bytes into a row of c.
 */
function halfTiles(
  rows: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32,
  pair: usize, pairColumn: usize, single: usize, singleColumn: usize,
  c: usize, cRow: usize,
): void {
  const end = pair + depth * panelBytes
  for (; rows > 0; rows -= 3) {
    let s00 = v128.load(init + pairColumn)
    let s01 = v128.load(init + pairColumn, 16)
    let s02 = v128.load(init + singleColumn)
    init += initRow
    let s10 = v128.load(init + pairColumn)
    let s11 = v128.load(init + pairColumn, 16)
    let s12 = v128.load(init + singleColumn)
    init += initRow
    let s20 = v128.load(init + pairColumn)
    let s21 = v128.load(init + pairColumn, 16)
    let s22 = v128.load(init + singleColumn)
    init += initRow
    let w = pair
    let v = single
    let p0 = a
    let p1 = p0 + aRow
    let p2 = p1 + aRow
    a = p2 + aRow
    while (w < end) {
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      const w2 = v128.load(v)
      const x0 = v128.load32_splat(p0)
      s00 = f32x4.add(s00, f32x4.mul(x0, w0))
      s01 = f32x4.add(s01, f32x4.mul(x0, w1))
      s02 = f32x4.add(s02, f32x4.mul(x0, w2))
      const x1 = v128.load32_splat(p1)
      s10 = f32x4.add(s10, f32x4.mul(x1, w0))
      s11 = f32x4.add(s11, f32x4.mul(x1, w1))
      s12 = f32x4.add(s12, f32x4.mul(x1, w2))
      const x2 = v128.load32_splat(p2)
      s20 = f32x4.add(s20, f32x4.mul(x2, w0))
      s21 = f32x4.add(s21, f32x4.mul(x2, w1))
      s22 = f32x4.add(s22, f32x4.mul(x2, w2))
      w += panelBytes
      v += panelBytes
      p0 += 4
      p1 += 4
      p2 += 4
    }
    v128.store(c + pairColumn, s00)
    v128.store(c + pairColumn, s01, 16)
    v128.store(c + singleColumn, s02)
    c += cRow
    v128.store(c + pairColumn, s10)
    v128.store(c + pairColumn, s11, 16)
    v128.store(c + singleColumn, s12)
    c += cRow
    v128.store(c + pairColumn, s20)
    v128.store(c + pairColumn, s21, 16)
    v128.store(c + singleColumn, s22)
    c += cRow
  }
}

/** Three panels, 24 columns, times `rows` rows, a multiple of three: the panel in the middle is shared out. */
export function tiles3x12(
  rows: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, weights: usize,
  c: usize, cRow: usize,
): void {
  const middle = weights + depth * panelBytes
  const last = middle + depth * panelBytes
  halfTiles(rows, init, initRow, a, aRow, depth, weights, 0, middle, 32, c, cRow)
  halfTiles(rows, init, initRow, a, aRow, depth, last, 64, middle + 16, 48, c, cRow)
}
