interface Slicing {
  /** Milliseconds a slice lasts at least. */
  readonly sliceMs: number
  readonly slices: number
}

/** Slices are shorter than a scheduler's turn, so that most run undisturbed, and longer than a garbage collection. */
const many: Slicing = { sliceMs: 3, slices: 25 }
/** For code that leaves much to the garbage collector: each slice holds its share of collections. */
export const long: Slicing = { sliceMs: 250, slices: 5 }

/** Microseconds an operation takes, when one call does `operations` of them: the median of the slices. */
export function timeCalls(call: () => void, operations = 1, { sliceMs, slices } = many): number {
  const times: number[] = []
  for (let calls = 1; times.length < slices;) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) call()
    const ms = performance.now() - start
    if (times.length === 0 && ms < sliceMs) calls *= 2
    else times.push((ms * 1000) / (calls * operations))
  }
  return median(times)
}

/** As above for a call that must be awaited. */
export async function timeAwaitedCalls(
  call: () => Promise<void>,
  operations = 1,
  { sliceMs, slices } = many,
): Promise<number> {
  const times: number[] = []
  for (let calls = 1; times.length < slices;) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) await call()
    const ms = performance.now() - start
    if (times.length === 0 && ms < sliceMs) calls *= 2
    else times.push((ms * 1000) / (calls * operations))
  }
  return median(times)
}

const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
