/**
 * target = source * mask for rows of `mask.length / sequences` numbers in matrices [timestep][sequence] with a stride; a
 * sequence has the same mask at every timestep. `target` may be `source`.
 *
 * @param mask [sequences][units]
 */
export function maskRows(
  source: Float32Array,
  target: Float32Array,
  stride: number,
  rows: number,
  mask: Float32Array,
  sequences: number,
): void {
  const units = mask.length / sequences
  for (let row = 0; row < rows; row++) {
    const at = row * stride
    const from = (row % sequences) * units
    for (let unit = 0; unit < units; unit++) target[at + unit] = source[at + unit]! * mask[from + unit]!
  }
}
