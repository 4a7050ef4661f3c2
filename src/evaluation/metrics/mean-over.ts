/** Mean of `of(0)` to `of(count - 1)`, summed in ascending order. */
export function meanOver(count: number, of: (i: number) => number): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += of(i)
  return sum / count
}
