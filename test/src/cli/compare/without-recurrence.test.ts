import { describe, expect, it } from 'vitest'
import { comparedNetwork } from '../../../../src/cli/compare/compared-layer.ts'
import { withoutRecurrence } from '../../../../src/cli/compare/without-recurrence.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import { tensorLayout } from '../../../../src/model/tensors.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { kernelEngine } from '../../../../src/training/kernel-engine.ts'
import { createTrainer } from '../../../../src/training/trainer.ts'

const spec = comparedNetwork('rnn', 4, 2)
const random = createRandom(1)
const sequence = {
  inputs: Float32Array.from({ length: 200 }, () => random.normal()),
  targets: Float32Array.from({ length: 100 }, () => random.normal()),
}

function trained(engine: typeof kernelEngine): Float32Array {
  const options = { batch: 2, timesteps: 5, burnIn: 0, updates: 20 }
  const trainer = createTrainer({
    network: spec,
    weights: initialise(spec, 1),
    sequences: [sequence, sequence],
    options,
    engine,
  })
  while (!trainer.done) trainer.update()
  const { weights } = trainer.result()
  trainer.close()
  return weights
}

const recurrentOf = (weights: Float32Array) => {
  const { offset, length } = tensorLayout(spec).tensors.find(({ name }) => name === 'layers.0.recurrentWeights')!
  return weights.subarray(offset, offset + length)
}

describe('withoutRecurrence', () => {
  it('trains everything but the recurrent weights, which stay 0', () => {
    const [control, usual] = [trained(withoutRecurrence(kernelEngine)), trained(kernelEngine)]
    expect(recurrentOf(usual).every((weight) => weight !== 0)).toBe(true)
    expect(recurrentOf(control).every((weight) => weight === 0)).toBe(true)
    expect(control.filter((weight) => weight !== 0)).toHaveLength(control.length - 16)
    expect(control).not.toEqual(initialise(spec, 1))
  })

  it('answers a tick whatever came before it', () => {
    const network = withoutRecurrence(kernelEngine).createNetwork(spec, trained(withoutRecurrence(kernelEngine)))
    const tick = sequence.inputs.subarray(0, 2)
    const [fresh, later] = [new Float32Array(4), Float32Array.of(0.9, -0.5, 0.2, 0.7)]
    const answers = [fresh, later].map((state) => network.forward(tick, state, 1, 1).outputs.slice())
    expect(answers[0]).toEqual(answers[1])
    network.close()
  })
})
