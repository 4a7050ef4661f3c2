import { panelBytes } from './lanes'
import { productByFour } from './tile-4x8'

/**
 * Four rows by two panels: 16 sums, for engines that join two vector registers to one of twice the width. Others have not
 * enough registers and take twice as long. With two pointers to advance, no more, and a function of its own V8 unrolls the
 * loop: a sixth more products a second than with six pointers.
 */
function pairTile(
  init: usize, initRow: usize,
  a: usize, aRow: usize, end: usize, left: usize, right: usize,
  c: usize, cRow: usize,
): void {
  let s00 = v128.load(init)
  let s01 = v128.load(init, 16)
  let s02 = v128.load(init, 32)
  let s03 = v128.load(init, 48)
  init += initRow
  let s10 = v128.load(init)
  let s11 = v128.load(init, 16)
  let s12 = v128.load(init, 32)
  let s13 = v128.load(init, 48)
  init += initRow
  let s20 = v128.load(init)
  let s21 = v128.load(init, 16)
  let s22 = v128.load(init, 32)
  let s23 = v128.load(init, 48)
  init += initRow
  let s30 = v128.load(init)
  let s31 = v128.load(init, 16)
  let s32 = v128.load(init, 32)
  let s33 = v128.load(init, 48)
  let w = left
  const gap = right - left
  const row2 = aRow + aRow
  const row3 = row2 + aRow
  let x = a
  while (w < end) {
    const w0 = v128.load(w)
    const w1 = v128.load(w, 16)
    const w2 = v128.load(w + gap)
    const w3 = v128.load(w + gap, 16)
    const x0 = v128.load32_splat(x)
    s00 = f32x4.add(s00, f32x4.mul(x0, w0))
    s01 = f32x4.add(s01, f32x4.mul(x0, w1))
    s02 = f32x4.add(s02, f32x4.mul(x0, w2))
    s03 = f32x4.add(s03, f32x4.mul(x0, w3))
    const x1 = v128.load32_splat(x + aRow)
    s10 = f32x4.add(s10, f32x4.mul(x1, w0))
    s11 = f32x4.add(s11, f32x4.mul(x1, w1))
    s12 = f32x4.add(s12, f32x4.mul(x1, w2))
    s13 = f32x4.add(s13, f32x4.mul(x1, w3))
    const x2 = v128.load32_splat(x + row2)
    s20 = f32x4.add(s20, f32x4.mul(x2, w0))
    s21 = f32x4.add(s21, f32x4.mul(x2, w1))
    s22 = f32x4.add(s22, f32x4.mul(x2, w2))
    s23 = f32x4.add(s23, f32x4.mul(x2, w3))
    const x3 = v128.load32_splat(x + row3)
    s30 = f32x4.add(s30, f32x4.mul(x3, w0))
    s31 = f32x4.add(s31, f32x4.mul(x3, w1))
    s32 = f32x4.add(s32, f32x4.mul(x3, w2))
    s33 = f32x4.add(s33, f32x4.mul(x3, w3))
    w += panelBytes
    x += 4
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c, s02, 32)
  v128.store(c, s03, 48)
  c += cRow
  v128.store(c, s10)
  v128.store(c, s11, 16)
  v128.store(c, s12, 32)
  v128.store(c, s13, 48)
  c += cRow
  v128.store(c, s20)
  v128.store(c, s21, 16)
  v128.store(c, s22, 32)
  v128.store(c, s23, 48)
  c += cRow
  v128.store(c, s30)
  v128.store(c, s31, 16)
  v128.store(c, s32, 32)
  v128.store(c, s33, 48)
}

/** `tiles` of them, one below the other. */
function pairTiles(
  tiles: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, left: usize, right: usize,
  c: usize, cRow: usize,
): void {
  const end = left + depth * panelBytes
  for (; tiles > 0; tiles--) {
    pairTile(init, initRow, a, aRow, end, left, right, c, cRow)
    init += 4 * initRow
    a += 4 * aRow
    c += 4 * cRow
  }
}

/** `product` by tiles of four rows and two panels; what is left over goes by smaller ones. The same bits. */
export function productByPairs(
  rows: u32, panels: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, weights: usize,
  c: usize, cRow: usize,
): void {
  const size = depth * panelBytes
  const tiles = rows >> 2
  const paired = panels & ~1
  for (let panel: u32 = 0; panel < paired; panel += 2) {
    const column = panel * panelBytes
    const left = weights + panel * size
    pairTiles(tiles, init + column, initRow, a, aRow, depth, left, left + size, c + column, cRow)
  }
  const last = paired * panelBytes
  if (paired < panels) {
    productByFour(tiles << 2, 1, init + last, initRow, a, aRow, depth, weights + paired * size, c + last, cRow)
  }
  const done = tiles << 2
  if (done < rows) {
    productByFour(
      rows - done, panels,
      init + done * initRow, initRow,
      a + done * aRow, aRow, depth, weights,
      c + done * cRow, cRow,
    )
  }
}
