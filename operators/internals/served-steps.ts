import { createStepper } from '../../src/kernel/create-stepper.ts'
import type { Stepper } from '../../src/kernel/stepper.ts'
import { currentTick } from '../../src/turn/current-turn.ts'
import type { ModelSlot, Serving } from '../../src/turn/model-slot.ts'
import { advance } from './advance.ts'
import type { ServedState } from './served-state.ts'
import { ShadowSteps } from './shadow-steps.ts'
import { toWaves } from './to-waves.ts'
import { warmUp } from './warm-up.ts'

/** Versions whose kernels stay loaded; partitions that swap one after the other need two at a time, or three. */
const maxLoaded = 4

interface Group {
  readonly serving: Serving
  readonly rows: number[]
}

/** Advances states by the model that serves each tick; a state of another version is handed over first. */
export class ServedSteps {
  readonly #slot: ModelSlot
  readonly #shadows: ShadowSteps
  /** By version, the last used at the end. */
  readonly #loaded = new Map<string, Stepper>()

  constructor(slot: ModelSlot) {
    this.#slot = slot
    this.#shadows = new ShadowSteps(slot)
  }

  /** `ticks` are those that brought the inputs; `failing(i)` makes the i-th the current one. */
  advance(
    states: readonly ServedState[],
    inputs: readonly ArrayLike<number>[],
    ticks: readonly unknown[],
    failing: (i: number) => void,
  ): Float32Array[] {
    const outputs = new Array<Float32Array>(states.length)
    for (const wave of toWaves(states)) {
      for (const { serving, rows } of this.#byModel(wave, failing)) {
        const of = (row: number) => failing(rows[row]!)
        const stepper = this.#stepper(serving)
        const served = rows.map((i) => states[i]!)
        this.#handOver(serving, stepper, served)
        const made = advance(
          stepper,
          served.map(({ h }) => h),
          rows.map((i) => inputs[i]!),
          of,
        )
        rows.forEach((i, row) => (outputs[i] = made[row]!))
        const { shadow } = serving
        if (shadow !== undefined) {
          const beside = rows.map((i) => {
            return { state: states[i]!, input: inputs[i]!, tick: ticks[i], outputs: outputs[i]! }
          })
          this.#shadows.advance(shadow.version, this.#stepper(shadow), beside, of)
        }
        for (const i of rows) states[i]!.keep(inputs[i]!)
      }
    }
    return outputs
  }

  close(): void {
    for (const stepper of this.#loaded.values()) stepper.close()
    this.#loaded.clear()
  }

  /** Partitions may have come to one model by different ways, which their states are handed over by. */
  #byModel(wave: readonly number[], failing: (i: number) => void): Iterable<Group> {
    const groups = new Map<string, Group>()
    let last: Serving | undefined
    let group: Group | undefined
    for (const i of wave) {
      failing(i)
      const serving = this.#slot.serving(currentTick()!)
      if (serving !== last) {
        last = serving
        const { version, policy, shadow } = serving
        const name = `${version} ${policy} ${shadow?.version}`
        group = groups.get(name)
        if (group === undefined) groups.set(name, (group = { serving, rows: [] }))
      }
      group!.rows.push(i)
    }
    return groups.values()
  }

  /** What a state of another version becomes. */
  #handOver({ version, policy, shadow }: Serving, stepper: Stepper, states: readonly ServedState[]): void {
    const { warmUpTicks } = this.#slot
    const { stateSize } = stepper
    const cold: { readonly h: Float32Array; readonly from: ServedState }[] = []
    for (const state of states) {
      const beside = state.shadow
      if (beside !== undefined && beside.version !== shadow?.version) state.shadow = undefined
      if (state.version === version && state.keepsAtMost === warmUpTicks) continue
      const [before, h] = [state.version, state.h.slice()]
      state.handOver(version, warmUpTicks, stateSize)
      const carries = before === version || policy === 'carry'
      if (carries && h.length === stateSize) state.h.set(h)
      else if (policy === 'dual-run' && beside?.version === version) state.h.set(beside.h)
      // A state that can't be carried, because it slept through a model of another shape, is made anew as well.
      else if (policy !== 'reset' && before !== '') cold.push({ h: state.h, from: state })
    }
    warmUp(stepper, cold)
  }

  #stepper({ version, model }: Pick<Serving, 'version' | 'model'>): Stepper {
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
