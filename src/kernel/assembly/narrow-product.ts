import { panelBytes } from './lanes'

/** One row of the first four columns of a panel. */
@inline function narrowRow(init: usize, a: usize, panel: usize, end: usize, c: usize): void {
  let s = v128.load(init)
  for (; panel < end; panel += panelBytes) {
    s = f32x4.add(s, f32x4.mul(v128.load32_splat(a), v128.load(panel)))
    a += 4
  }
  v128.store(c, s)
}

/** Eight rows of the first four columns of a panel, each row's sums in one register. */
@inline function narrowTile(init: usize, a: usize, aRow: usize, panel: usize, end: usize, c: usize, cRow: usize): void {
  let s0 = v128.load(init)
  let s1 = s0
  let s2 = s0
  let s3 = s0
  let s4 = s0
  let s5 = s0
  let s6 = s0
  let s7 = s0
  let b = a + 4 * aRow
  for (; panel < end; panel += panelBytes) {
    const w = v128.load(panel)
    s0 = f32x4.add(s0, f32x4.mul(v128.load32_splat(a), w))
    s1 = f32x4.add(s1, f32x4.mul(v128.load32_splat(a + aRow), w))
    s2 = f32x4.add(s2, f32x4.mul(v128.load32_splat(a + 2 * aRow), w))
    s3 = f32x4.add(s3, f32x4.mul(v128.load32_splat(a + 3 * aRow), w))
    s4 = f32x4.add(s4, f32x4.mul(v128.load32_splat(b), w))
    s5 = f32x4.add(s5, f32x4.mul(v128.load32_splat(b + aRow), w))
    s6 = f32x4.add(s6, f32x4.mul(v128.load32_splat(b + 2 * aRow), w))
    s7 = f32x4.add(s7, f32x4.mul(v128.load32_splat(b + 3 * aRow), w))
    a += 4
    b += 4
  }
  v128.store(c, s0)
  v128.store(c + cRow, s1)
  v128.store(c + 2 * cRow, s2)
  v128.store(c + 3 * cRow, s3)
  v128.store(c + 4 * cRow, s4)
  v128.store(c + 5 * cRow, s5)
  v128.store(c + 6 * cRow, s6)
  v128.store(c + 7 * cRow, s7)
}

/**
 * `product` for one panel of which only four columns are wanted, from one row `init`: the same sums in the same order, for
 * half the work. A head with one output is the common case.
 */
export function narrowProduct(
  rows: u32, init: usize, a: usize, aRow: usize, depth: u32, panel: usize, c: usize, cRow: usize,
): void {
  const end = panel + depth * panelBytes
  for (; rows >= 8; rows -= 8) {
    narrowTile(init, a, aRow, panel, end, c, cRow)
    a += 8 * aRow
    c += 8 * cRow
  }
  for (; rows > 0; rows--) {
    narrowRow(init, a, panel, end, c)
    a += aRow
    c += cRow
  }
}
