import type { Model } from '../../src/model/model.ts'
import { inputSize } from '../../src/model/spec.ts'
import { currentTick } from '../../src/turn/current-turn.ts'
import type { ModelSlot } from '../../src/turn/model-slot.ts'
import type { KeyedOperator } from '../../src/turn/stage.ts'
import { lookOn } from './look-on.ts'
import { servedSection, type ServedState } from './served-state.ts'
import { ServedSteps } from './served-steps.ts'

/** What the network's head gave out for a tick; see `outputSize` for its order. */
export interface Inference<T> {
  readonly tick: T
  readonly outputs: Float32Array
}

/** As `infer` with one model, by whichever serves the tick. */
export function servedInference<T>(
  slot: ModelSlot,
  inputsOf: (tick: T) => ArrayLike<number>,
): KeyedOperator<T, ServedState, Inference<T>> {
  const steps = new ServedSteps(slot)
  const { spec } = slot.first
  const stamp = JSON.stringify([slot.name, spec.input])
  return {
    name: 'infer',
    section: (id) => servedSection(id, stamp, inputSize(spec)),
    run(ticks, states, emit, failing) {
      const inputs = ticks.map((tick, i) => {
        failing(i)
        return inputsOf(tick)
      })
      lookOn(inputs, states, (i) => beforeStep(slot, states[i]!), failing)
      const outputs = steps.advance(states, inputs, ticks, failing)
      steps.trim()
      ticks.forEach((tick, i) => emit(i, { tick, outputs: outputs[i]! }))
    },
    close: () => steps.close(),
  }
}

/** The model and the states of the tick that is being answered; undefined for a state that is about to be handed over. */
function beforeStep(slot: ModelSlot, state: ServedState): { model: Model; h: Float32Array } | undefined {
  const { model, version } = slot.serving(currentTick()!)
  return state.version === version ? { model, h: state.h } : undefined
}
