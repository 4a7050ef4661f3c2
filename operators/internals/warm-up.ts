import type { Stepper } from '../../src/kernel/stepper.ts'
import { advance } from './advance.ts'
import type { ServedState } from './served-state.ts'

interface Cold {
  /** Zeros at first. */
  readonly h: Float32Array
  /** Who has kept the inputs. */
  readonly from: ServedState
  readonly row: number
}

/** Runs the kept inputs of each key through a model, the oldest first; those with fewer begin later. */
export function warmUp(
  stepper: Stepper,
  cold: readonly Cold[],
  failing: (row: number) => void,
  spoiled?: (row: number) => void,
): void {
  const longest = Math.max(...cold.map(({ from }) => from.kept))
  for (let left = longest; left > 0; left--) {
    const due = cold.filter(({ from }) => from.kept >= left)
    advance(
      stepper,
      due.map(({ h }) => h),
      due.map(({ from }) => from.input(from.kept - left)),
      (i) => failing(due[i]!.row),
      spoiled && ((i) => spoiled(due[i]!.row)),
    )
  }
}
