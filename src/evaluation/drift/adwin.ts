import { log } from '../../numeric/log.ts'

const rows = 24
const perRow = 5
const rowSize = 1 + 3 * (perRow + 1)
const leastPart = 5

/** [values, sum, squared distance from the mean]; then rows of buckets: each [buckets, each bucket's [count, sum, distance]]. */
export const adwinSize = 3 + rows * rowSize

/** A change of the mean: before and after, in the window that it was found in. */
export interface MeanChange {
  readonly before: number
  readonly after: number
}

/**
 * ADWIN (Bifet and Gavaldà 2007): a window that grows while its mean holds and loses its older part when two parts of it
 * have means that differ by more than chance, at a confidence of `delta`. The window is kept as buckets of 1, 2, 4, ...
 * values, five of a size, so a hundred million values take 460 numbers. Values have no known range here: the window's
 * standard deviation stands for it, which makes the test know no units.
 *
 * @returns the change, when the window was cut
 */
export function adwinAdd(state: Float64Array, value: number, delta: number, check: boolean): MeanChange | undefined {
  insert(state, value)
  return check ? cut(state, delta) : undefined
}

/** Values in the window. */
export function adwinWindow(state: Float64Array): number {
  return state[0]!
}

function insert(state: Float64Array, value: number): void {
  const [count, sum] = [state[0]!, state[1]!]
  if (count > 0) {
    const distance = value - sum / count
    state[2]! += (distance * distance * count) / (count + 1)
  }
  state[0] = count + 1
  state[1] = sum + value
  push(state, 0, 1, value, 0)
}

/** Puts a bucket in as the newest of its row; six become five, and one of twice the size in the next row. */
function push(state: Float64Array, row: number, count: number, sum: number, distance: number): void {
  if (row === rows) {
    // The oldest values of all are let go.
    state[0]! -= count
    state[1]! -= sum
    state[2] = Math.max(0, state[2]! - distance)
    return
  }
  const at = 3 + row * rowSize
  let buckets = state[at]!
  const slot = at + 1 + 3 * buckets
  state[slot] = count
  state[slot + 1] = sum
  state[slot + 2] = distance
  state[at] = ++buckets
  if (buckets <= perRow) return
  const [n1, s1, d1, n2, s2, d2] = state.subarray(at + 1, at + 7) as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const gap = s1 / n1 - s2 / n2
  state.copyWithin(at + 1, at + 7, at + rowSize)
  state.fill(0, at + rowSize - 6, at + rowSize)
  state[at] = buckets - 2
  push(state, row + 1, n1 + n2, s1 + s2, d1 + d2 + (gap * gap * n1 * n2) / (n1 + n2))
}

/** Drops the oldest bucket as long as some split of the window has parts that differ. */
function cut(state: Float64Array, delta: number): MeanChange | undefined {
  let change: MeanChange | undefined
  for (;;) {
    const found = findSplit(state, delta)
    if (found === undefined) return change
    change = change === undefined ? found : { before: change.before, after: found.after }
    dropOldest(state)
  }
}

function findSplit(state: Float64Array, delta: number): MeanChange | undefined {
  const [count, sum] = [state[0]!, state[1]!]
  if (count < 2 * leastPart) return undefined
  const variance = state[2]! / count
  // Too near to nothing to tell from rounding.
  if (!(variance > 0)) return undefined
  const confidence = log((2 * log(count)) / delta)
  const range = Math.sqrt(variance)
  let [older, olderSum] = [0, 0]
  for (let row = rows - 1; row >= 0; row--) {
    const at = 3 + row * rowSize
    for (let bucket = 0; bucket < state[at]!; bucket++) {
      older += state[at + 1 + 3 * bucket]!
      olderSum += state[at + 2 + 3 * bucket]!
      const newer = count - older
      if (older < leastPart || newer < leastPart) continue
      const [before, after] = [olderSum / older, (sum - olderSum) / newer]
      const part = 1 / (1 / older + 1 / newer)
      const bound = Math.sqrt((2 / part) * variance * confidence) + ((2 * range) / (3 * part)) * confidence
      if (Math.abs(before - after) > bound) return { before, after }
    }
  }
  return undefined
}

function dropOldest(state: Float64Array): void {
  for (let row = rows - 1; row >= 0; row--) {
    const at = 3 + row * rowSize
    const buckets = state[at]!
    if (buckets === 0) continue
    const [count, sum, distance] = state.subarray(at + 1, at + 4) as unknown as [number, number, number]
    const left = state[0]! - count
    const gap = sum / count - (state[1]! - sum) / left
    state[2] = Math.max(0, state[2]! - distance - (gap * gap * count * left) / state[0]!)
    state[0] = left
    state[1]! -= sum
    state.copyWithin(at + 1, at + 4, at + rowSize)
    state.fill(0, at + rowSize - 3, at + rowSize)
    state[at] = buckets - 1
    return
  }
}
