import { panelBytes } from './lanes'

/** Timesteps taken at once, so that their part of b stays in the cache. */
const depthBlock: u32 = 128

function tile4x8(depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
  let s00 = v128.load(c)
  let s01 = v128.load(c, 16)
  let s10 = v128.load(c + cRow)
  let s11 = v128.load(c + cRow, 16)
  let s20 = v128.load(c + 2 * cRow)
  let s21 = v128.load(c + 2 * cRow, 16)
  let s30 = v128.load(c + 3 * cRow)
  let s31 = v128.load(c + 3 * cRow, 16)
  for (let k: u32 = 0; k < depth; k++) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const a0 = v128.load32_splat(a)
    s00 = f32x4.add(s00, f32x4.mul(a0, b0))
    s01 = f32x4.add(s01, f32x4.mul(a0, b1))
    const a1 = v128.load32_splat(a, 4)
    s10 = f32x4.add(s10, f32x4.mul(a1, b0))
    s11 = f32x4.add(s11, f32x4.mul(a1, b1))
    const a2 = v128.load32_splat(a, 8)
    s20 = f32x4.add(s20, f32x4.mul(a2, b0))
    s21 = f32x4.add(s21, f32x4.mul(a2, b1))
    const a3 = v128.load32_splat(a, 12)
    s30 = f32x4.add(s30, f32x4.mul(a3, b0))
    s31 = f32x4.add(s31, f32x4.mul(a3, b1))
    a += aRow
    b += bRow
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c + cRow, s10)
  v128.store(c + cRow, s11, 16)
  v128.store(c + 2 * cRow, s20)
  v128.store(c + 2 * cRow, s21, 16)
  v128.store(c + 3 * cRow, s30)
  v128.store(c + 3 * cRow, s31, 16)
}

/**
 * c[row][column] += sum over n of a[n][row] b[n][column], n ascending from 0 to depth: a weight gradient over all
 * timesteps and sequences. `rows` is a multiple of 4; strides are bytes.
 */
export function gradientProduct(
  rows: u32, panels: u32, depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
): void {
  for (let from: u32 = 0; from < depth; from += depthBlock) {
    const count = min<u32>(depthBlock, depth - from)
    for (let panel: u32 = 0; panel < panels; panel++) {
      for (let row: u32 = 0; row < rows; row += 4) {
        tile4x8(
          count,
          a + from * aRow + (row << 2), aRow,
          b + from * bRow + panel * panelBytes, bRow,
          c + row * cRow + panel * panelBytes, cRow,
        )
      }
    }
  }
}

/** c[column] += sum over n of a[n][column], for `vectors` times 4 columns: a bias gradient. */
export function columnSums(vectors: u32, depth: u32, a: usize, aRow: usize, c: usize): void {
  for (let vector: u32 = 0; vector < vectors; vector++) {
    let sum = v128.load(c + (vector << 4))
    let from = a + (vector << 4)
    for (let n: u32 = 0; n < depth; n++) {
      sum = f32x4.add(sum, v128.load(from))
      from += aRow
    }
    v128.store(c + (vector << 4), sum)
  }
}
