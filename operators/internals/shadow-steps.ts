import type { Stepper } from '../../src/kernel/stepper.ts'
import { currentTick } from '../../src/turn/current-turn.ts'
import type { ModelSlot } from '../../src/turn/model-slot.ts'
import { advance } from './advance.ts'
import type { Featured } from './featured.ts'
import type { ServedState } from './served-state.ts'
import { countFailure, ShadowScorer } from './shadow-scorer.ts'
import { ShadowState } from './shadow-state.ts'
import { warmUp } from './warm-up.ts'

/** A tick in a dual run, after the model that serves has advanced and before its input is kept. */
export interface ShadowedRow {
  readonly state: ServedState
  readonly input: ArrayLike<number>
  readonly tick: unknown
  /** Of the model that serves. */
  readonly outputs: Float32Array
}

/** Advances the states of a model that serves nobody yet. Whatever it does, no tick fails because of it. */
export class ShadowSteps {
  readonly #slot: ModelSlot
  readonly #scorer: ShadowScorer | undefined

  constructor(slot: ModelSlot) {
    this.#slot = slot
    this.#scorer = ShadowScorer.of(slot.first)
  }

  /** One row a key. `current(row)` makes its tick the current one. */
  advance(version: string, stepper: Stepper, rows: readonly ShadowedRow[], current: (row: number) => void): void {
    const shadows = rows.map(({ state }) => state.shadow)
    const cold = rows.flatMap(({ state }, row) => {
      if (shadows[row]?.version === version) return []
      const h = new Float32Array(stepper.stateSize)
      shadows[row] = state.shadow = new ShadowState(version, h, ShadowScorer.create(this.#scorer))
      return [{ h, from: state }]
    })
    // A state that is spoiled here is so after the step below as well.
    warmUp(stepper, cold)
    const spoiled = new Set<number>()
    const outputs = advance(
      stepper,
      shadows.map((shadow) => shadow!.h),
      rows.map(({ input }) => input),
      nothing,
      (row) => spoiled.add(row),
    )
    rows.forEach(({ tick, outputs: serving }, row) => {
      const { h, scores } = shadows[row]!
      if (spoiled.has(row)) {
        h.fill(0)
        countFailure(scores)
      }
      if (this.#scorer === undefined || !isFeatured(tick)) return
      const losses = this.#scorer.add(scores, tick, spoiled.has(row) ? undefined : [serving, outputs[row]!])
      if (losses.scored === 0 || this.#slot.compared === undefined) return
      current(row)
      this.#slot.compared(currentTick()!, losses)
    })
  }
}

const nothing = () => {}

/** What `features` makes; other inputs bring no value that a forecast could be compared with. */
function isFeatured(tick: unknown): tick is Featured<unknown> {
  return typeof tick === 'object' && tick !== null && 'level' in tick && 'scale' in tick && 'ready' in tick
}
