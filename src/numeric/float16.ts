const number = new Float32Array(1)
const twoTo24 = 16_777_216
const twoToMinus24 = 5.960464477539063e-8
const bits = new Uint32Array(number.buffer)

/** The float32 value of a half-precision bit pattern. */
export function fromFloat16(half: number): number {
  const sign = half & 0x8000 ? -1 : 1
  const exponent = (half >> 10) & 0x1f
  const fraction = half & 0x3ff
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN
  if (exponent === 0) return sign * fraction * twoToMinus24
  bits[0] = ((exponent + 112) << 23) | (fraction << 13)
  return sign * number[0]!
}

/** The half-precision bit pattern nearest to a float32 value, ties to even. */
export function toFloat16(value: number): number {
  number[0] = value
  const word = bits[0]!
  const sign = (word >>> 16) & 0x8000
  const magnitude = word & 0x7fffffff
  if (magnitude > 0x7f800000) return 0x7e00
  if (magnitude >= 0x477ff000) return sign | 0x7c00
  if (magnitude < 0x38800000) {
    // Below the smallest normal half: count in units of 2^-24. The product is exact, so only the rounding below counts.
    const units = Math.abs(number[0]) * twoTo24
    const floor = Math.floor(units)
    const rest = units - floor
    return sign | (floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0))
  }
  const rounded = magnitude + 0xfff + ((magnitude >>> 13) & 1)
  return sign | ((rounded - 0x38000000) >>> 13)
}
