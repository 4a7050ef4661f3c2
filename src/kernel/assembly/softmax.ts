/**
 * Softmax over many words. Its logits lie in blocks of columns, [block][row][columns], so these functions take one block at
 * a time and carry what they know of a row from block to block. Strides are bytes.
 */

/** e^x for x up to 0, relative error below 2e-7: 2^n e^r with |r| at most half of ln 2. Below -87 it is nearly 0. */
@inline function exponential(value: v128): v128 {
  const x = f32x4.pmax(value, f32x4.splat(-87.0))
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504)))
  const coarse = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)))
  const r = f32x4.sub(coarse, f32x4.mul(n, f32x4.splat(-2.12194440e-4)))
  let p = f32x4.add(f32x4.mul(f32x4.splat(1.9875691500e-4), r), f32x4.splat(1.3981999507e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(8.3334519073e-3))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(4.1665795894e-2))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(1.6666665459e-1))
  p = f32x4.add(f32x4.mul(p, r), f32x4.splat(5.0000001201e-1))
  const y = f32x4.add(f32x4.add(f32x4.mul(p, f32x4.mul(r, r)), r), f32x4.splat(1.0))
  return i32x4.add(y, i32x4.shl(i32x4.trunc_sat_f32x4_s(n), 23))
}

/** largest[row] becomes the largest of itself and the row; `vectors` times 4 columns. */
export function largestOfRows(rows: u32, vectors: u32, at: usize, row: usize, largest: usize): void {
  for (let r: u32 = 0; r < rows; r++) {
    let most = v128.load32_splat(largest)
    for (let x = at, end = at + (<usize>vectors << 4); x < end; x += 16) most = f32x4.pmax(most, v128.load(x))
    const a = max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1))
    const b = max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3))
    f32.store(largest, max<f32>(a, b))
    at += row
    largest += 4
  }
}

/** Every x becomes e^(x - largest[row]), and sums[row] grows by the row's, four lanes apart and then together. */
export function exponentialRows(rows: u32, vectors: u32, at: usize, row: usize, largest: usize, sums: usize): void {
  for (let r: u32 = 0; r < rows; r++) {
    const most = v128.load32_splat(largest)
    let sum = f32x4.splat(0)
    for (let x = at, end = at + (<usize>vectors << 4); x < end; x += 16) {
      const e = exponential(f32x4.sub(v128.load(x), most))
      v128.store(x, e)
      sum = f32x4.add(sum, e)
    }
    const a = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1)
    const b = f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3)
    f32.store(sums, f32.load(sums) + (a + b))
    at += row
    largest += 4
    sums += 4
  }
}

/** Every x of a row times factors[row]. */
export function scaleRows(rows: u32, vectors: u32, at: usize, row: usize, factors: usize): void {
  for (let r: u32 = 0; r < rows; r++) {
    const factor = v128.load32_splat(factors)
    for (let x = at, end = at + (<usize>vectors << 4); x < end; x += 16) v128.store(x, f32x4.mul(v128.load(x), factor))
    at += row
    factors += 4
  }
}
