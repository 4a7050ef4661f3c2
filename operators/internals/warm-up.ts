import type { Stepper } from '../../src/kernel/stepper.ts'
import { advance } from './advance.ts'
import type { ServedState } from './served-state.ts'

interface Cold {
  readonly state: ServedState
  readonly row: number
}

/** Runs the kept inputs of each state, which is zeros, through a model, the oldest first; those with fewer begin later. */
export function warmUp(stepper: Stepper, cold: readonly Cold[], failing: (row: number) => void): void {
  const longest = Math.max(...cold.map(({ state }) => state.kept))
  for (let left = longest; left > 0; left--) {
    const due = cold.filter(({ state }) => state.kept >= left)
    advance(
      stepper,
      due.map(({ state }) => state.h),
      due.map(({ state }) => state.input(state.kept - left)),
      (i) => failing(due[i]!.row),
    )
  }
}
