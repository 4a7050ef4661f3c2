/** Numbers in a vector register, in a weight panel, and their bytes. */
export const laneBytes: usize = 16
export const panelUnits: u32 = 8
export const panelBytes: usize = 32

/** Rounds a count of units up to whole panels. */
@inline export function padded(units: u32): u32 {
  return (units + panelUnits - 1) & ~(panelUnits - 1)
}

/** Stores eight numbers. Engines with wide registers join what is computed for two neighbours in the same way. */
@inline export function storePair(to: usize, left: v128, right: v128): void {
  v128.store(to, left)
  v128.store(to, right, 16)
}

/** Stores the first `count` lanes: a row's last vector must not touch what follows the row. */
@inline export function storeLanes(to: usize, value: v128, count: u32): void {
  if (count >= 4) {
    v128.store(to, value)
    return
  }
  f32.store(to, f32x4.extract_lane(value, 0))
  if (count > 1) f32.store(to, f32x4.extract_lane(value, 1), 4)
  if (count > 2) f32.store(to, f32x4.extract_lane(value, 2), 8)
}
