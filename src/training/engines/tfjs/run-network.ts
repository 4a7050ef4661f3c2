import type { NetworkSpec } from '../../../kernel/stepper.ts'
import { normEpsilon } from '../../../cell/layer-norm.ts'
import { tensorFlowCell } from './cells/cells.ts'
import type { CellState } from './cells/cell.ts'
import type { Tensor, Tensor1D, Tensor2D, TensorFlow } from './tensorflow.ts'

/** Tensors by the names of `tensorLayout`. */
export type Weights = ReadonlyMap<string, Tensor>

/**
 * The whole network over a chunk, by operations that `tf.grads` can differentiate.
 *
 * @param inputs [timesteps * sequences][inputs]
 * @param states [sequences][stateSize], at the start
 * @returns outputs [timesteps * sequences][outputs] and the states after the last timestep
 */
export function runNetwork(
  tf: TensorFlow,
  spec: NetworkSpec,
  weights: Weights,
  inputs: Tensor2D,
  states: Tensor2D,
  timesteps: number,
): { readonly outputs: Tensor2D; readonly states: Tensor2D } {
  const sequences = states.shape[0]
  const affine = (rows: Tensor2D, W: string, b: string) =>
    tf.add<Tensor2D>(tf.matMul(rows, weights.get(W) as Tensor2D, false, true), weights.get(b)!)
  const last: Tensor2D[] = []
  let rows = inputs
  let column = 0
  const takeState = (hidden: number): Tensor2D => {
    column += hidden
    return tf.slice(states, [0, column - hidden], [sequences, hidden])
  }
  spec.layers.forEach((layer, n) => {
    const { hidden } = layer
    const step = tensorFlowCell(layer)(tf, {
      hidden,
      recurrentWeights: weights.get(`layers.${n}.recurrentWeights`) as Tensor2D,
      recurrentBias: weights.get(`layers.${n}.recurrentBias`) as Tensor1D | undefined,
    })
    if (layer.layerNorm)
      rows = normalised(tf, rows, weights.get(`layers.${n}.normGain`)!, weights.get(`layers.${n}.normBias`)!)
    const ofInputs = affine(rows, `layers.${n}.inputWeights`, `layers.${n}.bias`)
    let state: CellState =
      layer.cell === 'lstm' ? { h: takeState(hidden), c: takeState(hidden) } : { h: takeState(hidden) }
    const h = tf.split<Tensor2D>(ofInputs, timesteps, 0).map((a) => (state = step(a, state)).h)
    last.push(state.h)
    if (state.c) last.push(state.c)
    rows = tf.concat(h, 0)
  })
  return { outputs: affine(rows, 'head.weights', 'head.bias'), states: tf.concat(last, 1) }
}

/** Layer normalisation; `src/cell/layer-norm.ts` has the formula. */
function normalised(tf: TensorFlow, rows: Tensor2D, gain: Tensor, bias: Tensor): Tensor2D {
  const { mean, variance } = tf.moments(rows, 1, true)
  const n = tf.div(tf.sub(rows, mean), tf.sqrt(tf.add(variance, normEpsilon)))
  return tf.add(tf.mul(n, gain), bias)
}
