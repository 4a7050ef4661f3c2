const belowInt32 = 2147483648

/** `a % b` of whole numbers, a from 0 and b from 1 to 2^31 - 1: float64 remainders take ten times as long as those of integers. */
export function wholeRemainder(a: number, b: number): number {
  return a < belowInt32 ? (a | 0) % (b | 0) : a % b
}
