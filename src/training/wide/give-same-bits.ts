import { createSequenceNetwork } from '../../kernel/create-sequence-network.ts'
import { createKernel, type CompiledKernel } from '../../kernel/kernel.ts'
import type { NetworkSpec } from '../../kernel/stepper.ts'
import { outputSize, stateSize, type LayerSpec } from '../../model/spec.ts'
import { tensorLayout } from '../../model/tensors.ts'
import { createRandom, type Random } from '../../numeric/random.ts'
import { createAdam } from '../optimisers/adam.ts'

/** Every cell, with sizes that fill tiles and sizes that leave something over, and layer normalisation. */
const stacks: readonly LayerSpec[][] = [
  [
    { cell: 'lstm', hidden: 24 },
    { cell: 'rnn', hidden: 21 },
  ],
  [
    { cell: 'gru', hidden: 32, reset: 'before' },
    { cell: 'gru', hidden: 9, reset: 'after', layerNorm: true },
  ],
]
const [timesteps, sequences, inputs] = [9, 18, 5]

/** Whether two kernels give the same bits, forward, backward and in an update, on one network of every cell. */
export function giveSameBits(one: CompiledKernel, other: CompiledKernel): boolean {
  return stacks.every((layers) => {
    const expected = exercise(layers, one)
    return exercise(layers, other).every((values, i) => isSame(values, expected[i]!))
  })
}

function exercise(layers: LayerSpec[], kernel: CompiledKernel): readonly Float32Array[] {
  const spec: NetworkSpec = {
    input: { kind: 'vector', size: inputs },
    layers,
    head: { kind: 'forecast', horizons: [1, 2, 3], quantiles: [], target: 'difference' },
  }
  const random = createRandom(1)
  const weights = draw(random, tensorLayout(spec).length, 0.3)
  const network = createSequenceNetwork(spec, weights, createKernel(kernel))
  const positions = timesteps * sequences
  const x = draw(random, positions * inputs, 1)
  const first = draw(random, sequences * stateSize(spec), 0.5)
  const { outputs, states } = network.forward(x, first, timesteps, sequences)
  const back = network.backward(draw(random, positions * outputSize(spec), 1))
  const adam = createAdam(weights.length, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 }, createKernel(kernel))
  for (let update = 0; update < 2; update++) adam.step(weights, network.gradients, 1e-2)
  return [outputs, states, network.gradients, back.inputs, back.states, weights]
}

function draw(random: Random, length: number, scale: number): Float32Array {
  return Float32Array.from({ length }, () => scale * random.normal())
}

function isSame(a: Float32Array, b: Float32Array): boolean {
  const [x, y] = [a, b].map(({ buffer, byteOffset, length }) => new Uint32Array(buffer, byteOffset, length))
  return x!.every((word, i) => word === y![i])
}
