/**
 * The same entries with each moved by at most `within` places, the same for the same seed: a stream whose event times
 * come out of order.
 */
export function reorder<E>(entries: readonly E[], seed: number, within: number): E[] {
  let state = seed | 0
  const random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000
  }
  return entries
    .map((entry, index) => ({ entry, place: index + random() * within }))
    .sort((a, b) => a.place - b.place)
    .map(({ entry }) => entry)
}
