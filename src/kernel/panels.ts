/** Columns in a panel of packed weights, as in `assembly/lanes.ts`. */
const panelUnits = 8

/** Rounds a count of units up to whole panels. */
export function padded(units: number): number {
  return Math.ceil(units / panelUnits) * panelUnits
}

/**
 * A stride (numbers) for rows of `units`: a whole number of pairs of cache lines gets one line more, because rows that are
 * a power of two apart crowd into a few places of the cache.
 */
export function spread(units: number): number {
  return units % 32 === 0 ? units + 16 : units
}

/** Rows of a weight matrix [gates * units][columns], stacked gate after gate. */
export interface GateMatrix {
  readonly values: Float32Array
  readonly gates: number
  readonly units: number
  readonly columns: number
}

/** The rows of gates `from` to `to`. */
export function gatesOf({ values, units, columns }: GateMatrix, from: number, to: number): GateMatrix {
  return { values: values.subarray(from * units * columns, to * units * columns), gates: to - from, units, columns }
}

/**
 * For y = A a + B b...: each row of [A, B...] becomes a lane, [panel of gates * padded units][all columns][8]. A gate
 * begins at a whole panel.
 */
export function packForward(target: Float32Array, ...matrices: readonly GateMatrix[]): void {
  const depth = matrices.reduce((sum, { columns }) => sum + columns, 0)
  let column = 0
  for (const { values, gates, units, columns } of matrices) {
    const gateUnits = padded(units)
    for (let gate = 0, from = 0; gate < gates; gate++) {
      for (let unit = 0; unit < units; unit++) {
        const lane = gate * gateUnits + unit
        let to = ((lane >> 3) * depth + column) * panelUnits + (lane & 7)
        for (let i = 0; i < columns; i++, to += panelUnits) target[to] = values[from++]!
      }
    }
    column += columns
  }
}

/** For dx = W^T dy: each column of W becomes a lane, [panel of columns][gates * padded units][8]. */
export function packBackward(target: Float32Array, { values, gates, units, columns }: GateMatrix): void {
  const gateUnits = padded(units)
  const panel = gates * gateUnits * panelUnits
  for (let gate = 0, from = 0; gate < gates; gate++) {
    for (let unit = 0; unit < units; unit++) {
      const row = (gate * gateUnits + unit) * panelUnits
      for (let column = 0; column < columns; column++) {
        target[(column >> 3) * panel + row + (column & 7)] = values[from++]!
      }
    }
  }
}

/** Numbers that either packing of a matrix takes up. */
export function packedLength({ gates, units, columns }: Omit<GateMatrix, 'values'>): {
  forward: number
  backward: number
} {
  return { forward: gates * padded(units) * columns, backward: padded(columns) * gates * padded(units) }
}

/** Adds a padded gradient [gates * padded units][padded columns] to W's gradient. */
export function addUnpadded(source: Float32Array, { values, gates, units, columns }: GateMatrix): void {
  const gateUnits = padded(units)
  const row = padded(columns)
  for (let gate = 0, to = 0; gate < gates; gate++) {
    for (let unit = 0; unit < units; unit++) {
      const from = (gate * gateUnits + unit) * row
      for (let column = 0; column < columns; column++, to++) values[to] = values[to]! + source[from + column]!
    }
  }
}

/** Copies rows of `width` numbers between matrices with different strides (numbers, not bytes). */
export function copyRows(
  source: Float32Array,
  sourceStride: number,
  target: Float32Array,
  targetStride: number,
  rows: number,
  width: number,
): void {
  if (sourceStride === width && targetStride === width) {
    target.set(source.subarray(0, rows * width))
    return
  }
  for (let row = 0; row < rows; row++) {
    const from = row * sourceStride
    const to = row * targetStride
    for (let i = 0; i < width; i++) target[to + i] = source[from + i]!
  }
}
