// One scratch number seen as float64 and as two 32-bit words; single-threaded code never interleaves its uses.
const number = new Float64Array(1)
const words = new Uint32Array(number.buffer)
const littleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const high = littleEndian ? 1 : 0

/** The upper 32 bits of a float64: sign, exponent and the first 20 bits of the fraction. */
export function highWord(x: number): number {
  number[0] = x
  return words[high]! | 0
}
