import { panelBytes, storePair } from './lanes'
import { isWide } from './wide'

/** Timesteps taken at once, so that their part of a and of b stays in the cache. */
const depthBlock: u32 = 128
/** Rows of c that are taken at once, and the bytes of a row of a tile. */
const rowBlock: u32 = 256
const groupBytes: usize = 16
const pairBytes: usize = 64
/** With fewer rows packing takes longer than it saves. */
const leastPacked: u32 = 32

/**
 * Room for one pair of panels of b, with no gaps: rows of a matrix are often a power of two apart, and so many of them have
 * no room in the cache together. A caller keeps the rows of a apart by their stride (`spread` in `panels.ts`).
 */
let room: usize = 0

/** Bytes that `gradientRoom` takes. */
export function gradientRoomBytes(): usize {
  return depthBlock * pairBytes
}

/** Gives `gradientProduct` room to work in; without it larger matrices take longer. */
export function gradientRoom(at: usize): void {
  room = at
}

/** Four rows, one panel. */
function tile4x8(depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
  let s00 = v128.load(c)
  let s01 = v128.load(c, 16)
  const c1 = c + cRow
  let s10 = v128.load(c1)
  let s11 = v128.load(c1, 16)
  const c2 = c1 + cRow
  let s20 = v128.load(c2)
  let s21 = v128.load(c2, 16)
  const c3 = c2 + cRow
  let s30 = v128.load(c3)
  let s31 = v128.load(c3, 16)
  for (const end = a + depth * aRow; a < end; a += aRow) {
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
    b += bRow
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c1, s10)
  v128.store(c1, s11, 16)
  v128.store(c2, s20)
  v128.store(c2, s21, 16)
  v128.store(c3, s30)
  v128.store(c3, s31, 16)
}

/** Four rows, two panels, where vector registers are wide. */
function tile4x16(depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize): void {
  let s00 = v128.load(c)
  let s01 = v128.load(c, 16)
  let s02 = v128.load(c, 32)
  let s03 = v128.load(c, 48)
  const c1 = c + cRow
  let s10 = v128.load(c1)
  let s11 = v128.load(c1, 16)
  let s12 = v128.load(c1, 32)
  let s13 = v128.load(c1, 48)
  const c2 = c1 + cRow
  let s20 = v128.load(c2)
  let s21 = v128.load(c2, 16)
  let s22 = v128.load(c2, 32)
  let s23 = v128.load(c2, 48)
  const c3 = c2 + cRow
  let s30 = v128.load(c3)
  let s31 = v128.load(c3, 16)
  let s32 = v128.load(c3, 32)
  let s33 = v128.load(c3, 48)
  for (const end = a + depth * aRow; a < end; a += aRow) {
    const b0 = v128.load(b)
    const b1 = v128.load(b, 16)
    const b2 = v128.load(b, 32)
    const b3 = v128.load(b, 48)
    const a0 = v128.load32_splat(a)
    s00 = f32x4.add(s00, f32x4.mul(a0, b0))
    s01 = f32x4.add(s01, f32x4.mul(a0, b1))
    s02 = f32x4.add(s02, f32x4.mul(a0, b2))
    s03 = f32x4.add(s03, f32x4.mul(a0, b3))
    const a1 = v128.load32_splat(a, 4)
    s10 = f32x4.add(s10, f32x4.mul(a1, b0))
    s11 = f32x4.add(s11, f32x4.mul(a1, b1))
    s12 = f32x4.add(s12, f32x4.mul(a1, b2))
    s13 = f32x4.add(s13, f32x4.mul(a1, b3))
    const a2 = v128.load32_splat(a, 8)
    s20 = f32x4.add(s20, f32x4.mul(a2, b0))
    s21 = f32x4.add(s21, f32x4.mul(a2, b1))
    s22 = f32x4.add(s22, f32x4.mul(a2, b2))
    s23 = f32x4.add(s23, f32x4.mul(a2, b3))
    const a3 = v128.load32_splat(a, 12)
    s30 = f32x4.add(s30, f32x4.mul(a3, b0))
    s31 = f32x4.add(s31, f32x4.mul(a3, b1))
    s32 = f32x4.add(s32, f32x4.mul(a3, b2))
    s33 = f32x4.add(s33, f32x4.mul(a3, b3))
    b += bRow
  }
  v128.store(c, s00)
  v128.store(c, s01, 16)
  v128.store(c, s02, 32)
  v128.store(c, s03, 48)
  v128.store(c1, s10)
  v128.store(c1, s11, 16)
  v128.store(c1, s12, 32)
  v128.store(c1, s13, 48)
  v128.store(c2, s20)
  v128.store(c2, s21, 16)
  v128.store(c2, s22, 32)
  v128.store(c2, s23, 48)
  v128.store(c3, s30)
  v128.store(c3, s31, 16)
  v128.store(c3, s32, 32)
  v128.store(c3, s33, 48)
}

/** Copies two panels of each of `depth` rows to `room`, with no gaps. */
@inline function packPair(depth: u32, from: usize, fromRow: usize): void {
  let to = room
  for (let n: u32 = 0; n < depth; n++) {
    for (let at: usize = 0; at < pairBytes; at += 16) v128.store(to + at, v128.load(from + at))
    from += fromRow
    to += pairBytes
  }
}

/** All rows of a block by one panel, or by two. */
@inline function gradientColumn(
  rows: u32, both: bool, depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
): void {
  for (; rows > 0; rows -= 4) {
    if (both && isWide()) tile4x16(depth, a, aRow, b, bRow, c, cRow)
    else {
      tile4x8(depth, a, aRow, b, bRow, c, cRow)
      if (both) tile4x8(depth, a, aRow, b + panelBytes, bRow, c + panelBytes, cRow)
    }
    a += groupBytes
    c += 4 * cRow
  }
}

/** One block of rows and timesteps. */
function gradientBlock(
  rows: u32, panels: u32, depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
): void {
  for (let panel: u32 = 0; panel < panels; panel += 2) {
    const column = panel * panelBytes
    const both = panel + 1 < panels
    const packed = both && rows >= leastPacked && room != 0
    if (packed) packPair(depth, b + column, bRow)
    gradientColumn(rows, both, depth, a, aRow, packed ? room : b + column, packed ? pairBytes : bRow, c + column, cRow)
  }
}

/**
 * c[row][column] += sum over n of a[n][row] b[n][column], n ascending from 0 to depth: a weight gradient over all
 * timesteps and sequences. `rows` is a multiple of 4; strides are bytes.
 */
export function gradientProduct(
  rows: u32, panels: u32, depth: u32, a: usize, aRow: usize, b: usize, bRow: usize, c: usize, cRow: usize,
): void {
  for (let row: u32 = 0; row < rows; row += rowBlock) {
    const some = min<u32>(rowBlock, rows - row)
    for (let from: u32 = 0; from < depth; from += depthBlock) {
      gradientBlock(
        some, panels, min<u32>(depthBlock, depth - from),
        a + from * aRow + (row << 2), aRow,
        b + from * bRow, bRow,
        c + row * cRow, cRow,
      )
    }
  }
}

/** c[column] += sum over n of a[n][column], for `vectors` times 4 columns, an even number of vectors: a bias gradient. */
export function columnSums(vectors: u32, depth: u32, a: usize, aRow: usize, c: usize): void {
  const end = c + (<usize>vectors << 4)
  for (let n: u32 = 0; n < depth; n++) {
    let from = a
    for (let to = c; to < end; to += 32) {
      const left = f32x4.add(v128.load(to), v128.load(from))
      const right = f32x4.add(v128.load(to, 16), v128.load(from, 16))
      storePair(to, left, right)
      from += 32
    }
    a += aRow
  }
}
