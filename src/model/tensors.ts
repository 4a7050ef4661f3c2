import { inputSize, outputSize, type LayerSpec, type ModelSpec } from './spec.ts'

/** One named tensor inside the flat weight array. Row-major. */
export interface Tensor {
  readonly name: string
  readonly shape: readonly number[]
  /** Index of its first number. */
  readonly offset: number
  readonly length: number
}

/** Gates in the one order used everywhere; rows of every weight matrix are stacked in it. */
export const gateOrder = {
  rnn: ['candidate'],
  lstm: ['input', 'forget', 'candidate', 'output'],
  gru: ['reset', 'update', 'candidate'],
} as const satisfies Record<LayerSpec['cell'], readonly string[]>

/**
 * The layout of a network's flat Float32 weights, layer after layer, then the head:
 * - `layers.N.inputWeights` [gates * hidden][inputs]
 * - `layers.N.recurrentWeights` [gates * hidden][hidden]
 * - `layers.N.bias` [gates * hidden]
 * - `layers.N.recurrentBias` [hidden], the candidate's bias inside the reset product, only for a GRU with reset after
 * - `layers.N.normGain`, `layers.N.normBias` [inputs], only for a layer with layer normalisation
 * - `head.weights` [outputs][hidden of the last layer] (none when tied), `head.bias` [outputs]
 * - `head.meanWeights` [outputs][hidden], for a label head that sees the mean of h
 * - `head.ratioShares` [2]: what the head adds of the sums of a text's ratios, of tokens and of pairs
 * - `input.embedding` [vocabulary and buckets][embedding]
 * - `input.ratios` [outputs][ratio buckets]: counted, not trained
 */
export function tensorLayout(spec: Pick<ModelSpec, 'input' | 'layers' | 'head'>): {
  tensors: readonly Tensor[]
  length: number
} {
  const tensors: Tensor[] = []
  let offset = 0
  const add = (name: string, ...shape: number[]) => {
    const length = shape.reduce((product, size) => product * size, 1)
    tensors.push({ name, shape, offset, length })
    offset += length
  }
  let inputs = inputSize(spec)
  spec.layers.forEach((layer, n) => {
    const rows = gateOrder[layer.cell].length * layer.hidden
    add(`layers.${n}.inputWeights`, rows, inputs)
    add(`layers.${n}.recurrentWeights`, rows, layer.hidden)
    add(`layers.${n}.bias`, rows)
    if (layer.cell === 'gru' && layer.reset === 'after') add(`layers.${n}.recurrentBias`, layer.hidden)
    if (layer.layerNorm) {
      add(`layers.${n}.normGain`, inputs)
      add(`layers.${n}.normBias`, inputs)
    }
    inputs = layer.hidden
  })
  const outputs = outputSize(spec)
  const { input, head } = spec
  if (head.kind !== 'next' || head.vocabulary !== 'input') add('head.weights', outputs, inputs)
  add('head.bias', outputs)
  if (head.kind === 'label' && head.pooling) add('head.meanWeights', outputs, inputs)
  if (input.kind === 'tokens') {
    if (input.ratios) add('head.ratioShares', 2)
    add('input.embedding', input.vocabulary.length + input.buckets, input.embedding)
    if (input.ratios) add('input.ratios', outputs, input.ratios.buckets)
  }
  return { tensors, length: offset }
}
