/** Slices are shorter than a scheduler's turn, so that some of them run undisturbed. */
const sliceMs = 3
const slices = 25

/**
 * Microseconds an operation takes, when one call does `operations` of them: the fastest of many short slices, because
 * whatever else the machine does only ever adds time.
 */
export function timeCalls(call: () => void, operations = 1): number {
  let calls = 1
  let fastest = Infinity
  for (let slice = 0; slice < slices; ) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) call()
    const ms = performance.now() - start
    if (ms < sliceMs / 2 && slice === 0) {
      calls *= 2
      continue
    }
    fastest = Math.min(fastest, (ms * 1000) / (calls * operations))
    slice++
  }
  return fastest
}

/** As above for a call that must be awaited. */
export async function timeAwaitedCalls(call: () => Promise<void>, operations = 1): Promise<number> {
  let calls = 1
  let fastest = Infinity
  for (let slice = 0; slice < slices; ) {
    const start = performance.now()
    for (let i = 0; i < calls; i++) await call()
    const ms = performance.now() - start
    if (ms < sliceMs / 2 && slice === 0) {
      calls *= 2
      continue
    }
    fastest = Math.min(fastest, (ms * 1000) / (calls * operations))
    slice++
  }
  return fastest
}
