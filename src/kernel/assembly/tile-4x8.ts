import { panelBytes } from './lanes'

/** One panel of 8 columns times `tiles` times four rows, each tile in 8 registers. */
function panelTiles(
  tiles: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, panel: usize,
  c: usize, cRow: usize,
): void {
  const end = panel + depth * panelBytes
  for (; tiles > 0; tiles--) {
    let s00 = v128.load(init)
    let s01 = v128.load(init, 16)
    init += initRow
    let s10 = v128.load(init)
    let s11 = v128.load(init, 16)
    init += initRow
    let s20 = v128.load(init)
    let s21 = v128.load(init, 16)
    init += initRow
    let s30 = v128.load(init)
    let s31 = v128.load(init, 16)
    init += initRow
    let w = panel
    let p0 = a
    let p1 = p0 + aRow
    let p2 = p1 + aRow
    let p3 = p2 + aRow
    a = p3 + aRow
    while (w < end) {
      const w0 = v128.load(w)
      const w1 = v128.load(w, 16)
      const x0 = v128.load32_splat(p0)
      s00 = f32x4.add(s00, f32x4.mul(x0, w0))
      s01 = f32x4.add(s01, f32x4.mul(x0, w1))
      const x1 = v128.load32_splat(p1)
      s10 = f32x4.add(s10, f32x4.mul(x1, w0))
      s11 = f32x4.add(s11, f32x4.mul(x1, w1))
      const x2 = v128.load32_splat(p2)
      s20 = f32x4.add(s20, f32x4.mul(x2, w0))
      s21 = f32x4.add(s21, f32x4.mul(x2, w1))
      const x3 = v128.load32_splat(p3)
      s30 = f32x4.add(s30, f32x4.mul(x3, w0))
      s31 = f32x4.add(s31, f32x4.mul(x3, w1))
      w += panelBytes
      p0 += 4
      p1 += 4
      p2 += 4
      p3 += 4
    }
    v128.store(c, s00)
    v128.store(c, s01, 16)
    c += cRow
    v128.store(c, s10)
    v128.store(c, s11, 16)
    c += cRow
    v128.store(c, s20)
    v128.store(c, s21, 16)
    c += cRow
    v128.store(c, s30)
    v128.store(c, s31, 16)
    c += cRow
  }
}

/** One row times four panels, so that 8 sums are under way at once; missing panels repeat the last. */
function tile1x32(
  lastPanel: u32,
  init: usize,
  a: usize, depth: u32, panel: usize,
  c: usize,
): void {
  const panel1: usize = min<u32>(1, lastPanel)
  const panel2: usize = min<u32>(2, lastPanel)
  const panel3: usize = min<u32>(3, lastPanel)
  let s0 = v128.load(init)
  let s1 = v128.load(init, 16)
  let s2 = v128.load(init + panel1 * panelBytes)
  let s3 = v128.load(init + panel1 * panelBytes, 16)
  let s4 = v128.load(init + panel2 * panelBytes)
  let s5 = v128.load(init + panel2 * panelBytes, 16)
  let s6 = v128.load(init + panel3 * panelBytes)
  let s7 = v128.load(init + panel3 * panelBytes, 16)
  let p = a
  const size = depth * panelBytes
  let w0 = panel
  let w1 = panel + panel1 * size
  let w2 = panel + panel2 * size
  let w3 = panel + panel3 * size
  const end = w0 + size
  while (w0 < end) {
    const x = v128.load32_splat(p)
    s0 = f32x4.add(s0, f32x4.mul(x, v128.load(w0)))
    s1 = f32x4.add(s1, f32x4.mul(x, v128.load(w0, 16)))
    s2 = f32x4.add(s2, f32x4.mul(x, v128.load(w1)))
    s3 = f32x4.add(s3, f32x4.mul(x, v128.load(w1, 16)))
    s4 = f32x4.add(s4, f32x4.mul(x, v128.load(w2)))
    s5 = f32x4.add(s5, f32x4.mul(x, v128.load(w2, 16)))
    s6 = f32x4.add(s6, f32x4.mul(x, v128.load(w3)))
    s7 = f32x4.add(s7, f32x4.mul(x, v128.load(w3, 16)))
    p += 4
    w0 += panelBytes
    w1 += panelBytes
    w2 += panelBytes
    w3 += panelBytes
  }
  v128.store(c, s0)
  v128.store(c, s1, 16)
  v128.store(c + panel1 * panelBytes, s2)
  v128.store(c + panel1 * panelBytes, s3, 16)
  v128.store(c + panel2 * panelBytes, s4)
  v128.store(c + panel2 * panelBytes, s5, 16)
  v128.store(c + panel3 * panelBytes, s6)
  v128.store(c + panel3 * panelBytes, s7, 16)
}

/** `product` by tiles of four rows and eight columns; rows that are left over go one by one. */
export function productByFour(
  rows: u32, panels: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, depth: u32, weights: usize,
  c: usize, cRow: usize,
): void {
  const size = depth * panelBytes
  const tiles = rows >> 2
  for (let panel: u32 = 0; tiles > 0 && panel < panels; panel++) {
    const column = panel * panelBytes
    panelTiles(
      tiles,
      init + column, initRow,
      a, aRow, depth, weights + panel * size,
      c + column, cRow,
    )
  }
  for (let row = tiles << 2; row < rows; row++) {
    for (let panel: u32 = 0; panel < panels; panel += 4) {
      const column = panel * panelBytes
      tile1x32(
        panels - panel - 1,
        init + column + row * initRow,
        a + row * aRow, depth, weights + panel * size,
        c + column + row * cRow,
      )
    }
  }
}
