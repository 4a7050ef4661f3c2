import type { Stepper } from '../../src/kernel/stepper.ts'
import type { ServedState } from './served-state.ts'

interface Cold {
  /** Zeros at first. */
  readonly h: Float32Array
  /** Who has kept the inputs. */
  readonly from: ServedState
}

/**
 * Runs the kept inputs of each key through a model, the oldest first; those with fewer begin later. A state that is not
 * finite then is no more so after the next step, where it is told whose it is.
 */
export function warmUp(stepper: Stepper, cold: readonly Cold[]): void {
  // The longest first, so that those who have begun are the first rows at every step.
  const rows = cold.toSorted((a, b) => b.from.kept - a.from.kept)
  for (let start = 0; start < rows.length; start += stepper.maxRows) {
    warmUpRows(stepper, rows.slice(start, start + stepper.maxRows))
  }
}

/** The states stay in the kernel's memory from the first input to the last. */
function warmUpRows(stepper: Stepper, rows: readonly Cold[]): void {
  const { states, inputs, stateStride, inputStride } = stepper
  let begun = 0
  for (let left = rows[0]!.from.kept; left > 0; left--) {
    for (; begun < rows.length && rows[begun]!.from.kept >= left; begun++)
      states.set(rows[begun]!.h, begun * stateStride)
    for (let row = 0; row < begun; row++) {
      const { from } = rows[row]!
      from.copyInput(from.kept - left, inputs, row * inputStride)
    }
    stepper.step(begun)
  }
  for (let row = 0; row < begun; row++) {
    const { h } = rows[row]!
    h.set(states.subarray(row * stateStride, row * stateStride + h.length))
  }
}
