export const leastPower = -1074
const mostPower = 1023

/**
 * All powers of two that a float64 can be, the one of exponent k at [k - leastPower]: a product with one is exact where
 * it has no more digits than fit, and quicker than writing an exponent's bits. Made by doubling, as `**` is `Math.pow`,
 * which engines may round as they like.
 */
export const powersOfTwo = new Float64Array(mostPower - leastPower + 1)
powersOfTwo[0] = Number.MIN_VALUE
for (let n = 1; n < powersOfTwo.length; n++) powersOfTwo[n] = 2 * powersOfTwo[n - 1]!
