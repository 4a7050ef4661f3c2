import type { NetworkSpec } from '../../src/kernel/stepper.ts'
import type { LayerSpec } from '../../src/model/spec.ts'
import { tensorLayout } from '../../src/model/tensors.ts'
import { createRandom } from '../../src/numeric/random.ts'

/** One network and one chunk, the same for every contender. */
export interface TrainProblem {
  readonly spec: NetworkSpec
  readonly layer: LayerSpec
  readonly inputs: number
  readonly batch: number
  readonly timesteps: number
  /** By `tensorLayout`. */
  readonly weights: Float32Array
  /** [timesteps][batch][inputs] */
  readonly x: Float32Array
  /** [timesteps][batch] */
  readonly y: Float32Array
  /** Multiply-adds a timestep, forward and backward: three for each weight of a matrix. */
  readonly multiplyAdds: number
}

export function createTrainProblem(layer: LayerSpec): TrainProblem {
  const [inputs, batch, timesteps] = [8, 64, 32]
  const spec: NetworkSpec = {
    input: { kind: 'vector', size: inputs },
    layers: [layer],
    head: { kind: 'forecast', horizons: [1], quantiles: [], target: 'difference' },
  }
  const random = createRandom(1)
  const numbers = (length: number, scale: number) =>
    Float32Array.from({ length }, () => scale * (2 * random.next() - 1))
  const { tensors, length } = tensorLayout(spec)
  const matrices = tensors.filter(({ shape }) => shape.length === 2)
  return {
    spec,
    layer,
    inputs,
    batch,
    timesteps,
    weights: numbers(length, 1 / Math.sqrt(layer.hidden)),
    x: numbers(timesteps * batch * inputs, 1),
    y: numbers(timesteps * batch, 1),
    multiplyAdds: 3 * matrices.reduce((sum, tensor) => sum + tensor.length, 0),
  }
}
