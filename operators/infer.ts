import type { OperatorFunction } from 'rxjs'
import { createStepper } from '../src/kernel/create-stepper.ts'
import type { Model } from '../src/model/model.ts'
import { float32Section } from '../src/state/float32-section.ts'
import { ambientScope } from '../src/turn/scope.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { advance } from './internals/advance.ts'
import { modelOf } from './internals/features-of.ts'
import { servedInference, type Inference } from './internals/inference.ts'
import { isSwapped, withSlot, type SwappedModel } from './internals/with-slot.ts'
import { keyed } from './internals/keyed.ts'
import { lookOn } from './internals/look-on.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'

export type { Inference } from './internals/inference.ts'

export interface InferOptions<T> extends StandaloneOptions<T> {
  /** The numbers a tick feeds to the network. Default: its `inputs`, as `features` makes them, or the tick itself. */
  readonly inputs?: ((tick: T) => ArrayLike<number>) | undefined
}

/**
 * Advances the hidden state of each tick's key by one timestep.
 *
 * 1. Ticks of a turn that belong to different keys are stepped as one matrix; the result has the same bits as one by
 *    one.
 * 2. Emits every tick with the outputs of the model's head, in the order of the ticks.
 * 3. A tick that leaves a non-finite state is refused, and the state stays as it was.
 * 4. The model may be swapped while it runs: by `swapOn`, or in a pipeline by name, whose `swap` then says what becomes
 *    of the states.
 */
export function infer<T>(
  model: Model | string | SwappedModel,
  options: InferOptions<T> = {},
): OperatorFunction<T, Inference<T>> {
  const inputsOf = options.inputs ?? toInputs
  return standalone(options, (ticks) => {
    if (isSwapped(model)) return ticks.pipe(withSlot(model, (slot) => keyed(() => servedInference(slot, inputsOf))))
    const slot = typeof model === 'string' ? ambientScope()?.findSlot(model) : undefined
    if (slot !== undefined) return ticks.pipe(keyed(() => servedInference(slot, inputsOf)))
    return ticks.pipe(keyed((scope) => createOperator(modelOf(scope, model), inputsOf)))
  })
}

function createOperator<T>(
  model: Model,
  inputsOf: (tick: T) => ArrayLike<number>,
): KeyedOperator<T, Float32Array, Inference<T>> {
  const { spec, weights, fingerprint } = model
  const stepper = createStepper(spec, weights)
  return {
    name: 'infer',
    section: (id) => float32Section({ id, version: 1, stamp: fingerprint, length: stepper.stateSize }),
    run(ticks, states, emit, failing) {
      const inputs = ticks.map((tick, i) => {
        failing(i)
        return inputsOf(tick)
      })
      lookOn(inputs, states, (i) => ({ model, h: states[i]! }), failing)
      const outputs = advance(stepper, states, inputs, failing)
      for (let i = 0; i < ticks.length; i++) emit(i, { tick: ticks[i]!, outputs: outputs[i]! })
    },
    close: () => stepper.close(),
  }
}

function toInputs(tick: unknown): ArrayLike<number> {
  if (typeof tick === 'object' && tick !== null && 'inputs' in tick) return tick.inputs as ArrayLike<number>
  return tick as ArrayLike<number>
}
