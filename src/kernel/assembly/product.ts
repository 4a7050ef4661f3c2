import { panelBytes } from './lanes'

/**
 * Four rows times one panel of 8 columns, in 8 registers. Where fewer than four rows are left, `lastRow` makes the
 * missing ones repeat the last: it is computed twice, to the same bits.
 */
function tile4x8(
  lastRow: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, aDepth: u32, aPanel: usize,
  b: usize, bRow: usize, bDepth: u32, bPanel: usize,
  c: usize, cRow: usize,
): void {
  const row1: usize = min<u32>(1, lastRow)
  const row2: usize = min<u32>(2, lastRow)
  const row3: usize = min<u32>(3, lastRow)
  let from = init
  let s00 = v128.load(from)
  let s01 = v128.load(from, 16)
  from = init + row1 * initRow
  let s10 = v128.load(from)
  let s11 = v128.load(from, 16)
  from = init + row2 * initRow
  let s20 = v128.load(from)
  let s21 = v128.load(from, 16)
  from = init + row3 * initRow
  let s30 = v128.load(from)
  let s31 = v128.load(from, 16)
  let p0 = a
  let p1 = a + row1 * aRow
  let p2 = a + row2 * aRow
  let p3 = a + row3 * aRow
  let w = aPanel
  let end = w + aDepth * panelBytes
  for (let source = 0; source < 2; source++) {
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
    p0 = b
    p1 = b + row1 * bRow
    p2 = b + row2 * bRow
    p3 = b + row3 * bRow
    w = bPanel
    end = w + bDepth * panelBytes
  }
  let to = c
  v128.store(to, s00)
  v128.store(to, s01, 16)
  to = c + row1 * cRow
  v128.store(to, s10)
  v128.store(to, s11, 16)
  to = c + row2 * cRow
  v128.store(to, s20)
  v128.store(to, s21, 16)
  to = c + row3 * cRow
  v128.store(to, s30)
  v128.store(to, s31, 16)
}

/** One row times four panels, so that 8 sums are under way at once; missing panels repeat the last. */
function tile1x32(
  lastPanel: u32,
  init: usize,
  a: usize, aDepth: u32, aPanel: usize,
  b: usize, bDepth: u32, bPanel: usize,
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
  let size = aDepth * panelBytes
  let w0 = aPanel
  let w1 = aPanel + panel1 * size
  let w2 = aPanel + panel2 * size
  let w3 = aPanel + panel3 * size
  let end = w0 + size
  for (let source = 0; source < 2; source++) {
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
    p = b
    size = bDepth * panelBytes
    w0 = bPanel
    w1 = bPanel + panel1 * size
    w2 = bPanel + panel2 * size
    w3 = bPanel + panel3 * size
    end = w0 + size
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

/**
 * c = init + a A + b B, for `rows` rows and `panels` panels of 8 columns. A and B are packed [panel][depth][8]; a depth
 * of 0 leaves a product out. Strides (`...Row`) are bytes; an `initRow` of 0 repeats one row, the bias; init may be c.
 * Every number is one lane's sum: init, then a in ascending order, then b. So tiles of any shape give the same bits.
 */
export function product(
  rows: u32, panels: u32,
  init: usize, initRow: usize,
  a: usize, aRow: usize, aDepth: u32, aPanels: usize,
  b: usize, bRow: usize, bDepth: u32, bPanels: usize,
  c: usize, cRow: usize,
): void {
  const aSize = aDepth * panelBytes
  const bSize = bDepth * panelBytes
  // One or two rows are faster one by one.
  const tiled = rows % 4 < 3 ? rows & ~3 : rows
  if (tiled > 0) {
    for (let panel: u32 = 0; panel < panels; panel++) {
      const column = panel * panelBytes
      for (let row: u32 = 0; row < tiled; row += 4) {
        tile4x8(
          tiled - row - 1,
          init + column + row * initRow, initRow,
          a + row * aRow, aRow, aDepth, aPanels + panel * aSize,
          b + row * bRow, bRow, bDepth, bPanels + panel * bSize,
          c + column + row * cRow, cRow,
        )
      }
    }
  }
  for (let row = tiled; row < rows; row++) {
    for (let panel: u32 = 0; panel < panels; panel += 4) {
      const column = panel * panelBytes
      tile1x32(
        panels - panel - 1,
        init + column + row * initRow,
        a + row * aRow, aDepth, aPanels + panel * aSize,
        b + row * bRow, bDepth, bPanels + panel * bSize,
        c + column + row * cRow,
      )
    }
  }
}
