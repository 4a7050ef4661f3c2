const view = new DataView(new ArrayBuffer(8))

function order(x: number): bigint {
  view.setFloat64(0, x)
  const bits = view.getBigInt64(0)
  return bits < 0n ? -0x8000000000000000n - bits : bits
}

/** How many float64 numbers lie between a and b. */
export function unitsApart(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  const distance = order(a) - order(b)
  return Number(distance < 0n ? -distance : distance)
}
