import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { Stepper } from '../../src/kernel/stepper.ts'
import { currentTick } from '../../src/turn/current-turn.ts'
import type { ModelSlot, Serving } from '../../src/turn/model-slot.ts'
import { advance } from './advance.ts'
import type { ServedState } from './served-state.ts'
import { toWaves } from './to-waves.ts'
import { warmUp } from './warm-up.ts'

/** Versions whose kernels stay loaded; partitions that swap one after the other need two at a time. */
const maxLoaded = 3

interface Loaded {
  readonly serving: Serving
  readonly stepper: Stepper
}

/** Advances states by the model that serves each tick; a state of another version is handed over first. */
export class ServedSteps {
  readonly #slot: ModelSlot
  /** By version, the last used at the end. */
  readonly #loaded = new Map<string, Stepper>()

  constructor(slot: ModelSlot) {
    this.#slot = slot
  }

  /** `failing(i)` makes the i-th tick the current one. */
  advance(
    states: readonly ServedState[],
    inputs: readonly ArrayLike<number>[],
    failing: (i: number) => void,
  ): Float32Array[] {
    const outputs = new Array<Float32Array>(states.length)
    for (const wave of toWaves(states)) {
      for (const [{ serving, stepper }, rows] of this.#byModel(wave, failing)) {
        const of = (row: number) => failing(rows[row]!)
        this.#handOver(
          serving,
          stepper,
          rows.map((i) => states[i]!),
          of,
        )
        const made = advance(
          stepper,
          rows.map((i) => states[i]!.h),
          rows.map((i) => inputs[i]!),
          of,
        )
        rows.forEach((i, row) => {
          states[i]!.keep(inputs[i]!)
          outputs[i] = made[row]!
        })
      }
    }
    return outputs
  }

  close(): void {
    for (const stepper of this.#loaded.values()) stepper.close()
    this.#loaded.clear()
  }

  #byModel(wave: readonly number[], failing: (i: number) => void): Map<Loaded, number[]> {
    const rows = new Map<string, number[]>()
    const servings = new Map<string, Serving>()
    for (const i of wave) {
      failing(i)
      const serving = this.#slot.serving(currentTick()!)
      const known = rows.get(serving.version)
      if (known !== undefined) known.push(i)
      else {
        rows.set(serving.version, [i])
        servings.set(serving.version, serving)
      }
    }
    return new Map(
      [...rows].map(([version, found]) => {
        const serving = servings.get(version)!
        return [{ serving, stepper: this.#stepper(serving) }, found]
      }),
    )
  }

  /** What a state of another version becomes; `of(row)` names the tick that is to blame. */
  #handOver(
    { version, policy }: Serving,
    stepper: Stepper,
    states: readonly ServedState[],
    of: (row: number) => void,
  ): void {
    const { warmUpTicks } = this.#slot
    const { stateSize } = stepper
    const cold: { readonly state: ServedState; readonly row: number }[] = []
    states.forEach((state, row) => {
      if (state.version === version && state.keepsAtMost === warmUpTicks) return
      const [before, h] = [state.version, state.h.slice()]
      state.handOver(version, warmUpTicks, stateSize)
      const carries = before === version || policy === 'carry'
      if (carries && h.length === stateSize) state.h.set(h)
      // A state that can't be carried, because it slept through a model of another shape, is made anew as well.
      else if (policy !== 'reset' && before !== '') cold.push({ state, row })
    })
    if (cold.length > 0) warmUp(stepper, cold, of)
  }

  #stepper({ version, model }: Serving): Stepper {
    const known = this.#loaded.get(version)
    const stepper = known ?? createStepper(model.spec, model.weights)
    this.#loaded.delete(version)
    this.#loaded.set(version, stepper)
    return stepper
  }

  /** Releases the kernels of models that have not served for long; to be called between turns of steps. */
  trim(): void {
    for (const [version, stepper] of this.#loaded) {
      if (this.#loaded.size <= maxLoaded) return
      stepper.close()
      this.#loaded.delete(version)
    }
  }
}
