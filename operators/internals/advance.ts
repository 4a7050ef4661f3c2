import type { Stepper } from '../../src/kernel/stepper.ts'
import { TickFailure } from '../../src/turn/tick-failure.ts'
import { toWaves } from './to-waves.ts'

/**
 * The core: advance(weights, states, inputs) -> outputs, over a set of keys. States change in place. Inputs that share
 * a state object (two ticks of one key) never share a step: the n-th input of every key goes into the n-th wave.
 *
 * @param spoiled takes the inputs that leave something that is not finite; without it the first of them is thrown
 */
export function advance(
  stepper: Stepper,
  states: readonly Float32Array[],
  inputs: readonly ArrayLike<number>[],
  failing: (i: number) => void,
  spoiled?: (i: number) => void,
): Float32Array[] {
  const outputs = new Array<Float32Array>(states.length)
  for (const wave of toWaves(states)) {
    for (let start = 0; start < wave.length; start += stepper.maxRows) {
      const end = Math.min(start + stepper.maxRows, wave.length)
      step(stepper, wave, start, end, states, inputs, outputs, failing, spoiled)
    }
  }
  return outputs
}

function step(
  stepper: Stepper,
  wave: readonly number[],
  start: number,
  end: number,
  states: readonly Float32Array[],
  inputs: readonly ArrayLike<number>[],
  outputs: Float32Array[],
  failing: (i: number) => void,
  spoiled: ((i: number) => void) | undefined,
): void {
  const { inputStride, stateStride, outputStride, outputSize } = stepper
  for (let row = 0; row < end - start; row++) {
    const i = wave[start + row]!
    if (inputs[i]?.length !== stepper.inputSize) {
      failing(i)
      throw wrongInputs(stepper.inputSize, inputs[i])
    }
    stepper.inputs.set(inputs[i], row * inputStride)
    stepper.states.set(states[i]!, row * stateStride)
  }
  stepper.step(end - start)
  for (let row = 0; row < end - start; row++) {
    const i = wave[start + row]!
    const finite = copyOut(stepper.states, row * stateStride, states[i]!)
    const output = new Float32Array(outputSize)
    if (!(copyOut(stepper.outputs, row * outputStride, output) && finite)) {
      failing(i)
      if (spoiled === undefined) throw nonFinite()
      spoiled(i)
    }
    outputs[i] = output
  }
}

/** Copies a row; says whether all of it is finite (anything else times 0 is not 0). */
function copyOut(from: Float32Array, offset: number, to: Float32Array): boolean {
  let zero = 0
  for (let n = 0; n < to.length; n++) {
    const value = from[offset + n]!
    zero += value * 0
    to[n] = value
  }
  return zero === 0
}

function wrongInputs(size: number, inputs: ArrayLike<number> | undefined): TickFailure {
  return new TickFailure('failed', {
    expected: `${size} numbers as the model's inputs`,
    received: typeof inputs?.length === 'number' ? String(inputs.length) : typeof inputs,
    action: 'Put features(model) before infer(model), or say where they are: { inputs: t => t.numbers }.',
  })
}

function nonFinite(): TickFailure {
  return new TickFailure('non-finite', {
    expected: 'a finite hidden state and finite outputs',
    received: 'NaN or an infinity after the step',
    action: 'The tick is left out; look at its inputs.',
  })
}
