const half = 0x1000000

/** Numbers that an event time takes up in a float32 state: known or not, and two halves that float32 holds exactly. */
export const clockLength = 3

/** Event time in milliseconds kept at `at`; undefined before the first. */
export function readClock(state: Float32Array, at: number): number | undefined {
  return state[at] === 0 ? undefined : state[at + 1]! * half + state[at + 2]!
}

/** Keeps a whole number of milliseconds, up to 2^48; undefined leaves what is there. */
export function writeClock(state: Float32Array, at: number, time: number | undefined): void {
  if (time === undefined) return
  const high = Math.floor(time / half)
  state[at] = 1
  state[at + 1] = high
  state[at + 2] = Math.floor(time) - high * half
}
