import { createRandom, type Random } from '../numeric/random.ts'
import { gateOrder, tensorLayout, type Tensor } from './tensors.ts'
import type { ModelSpec } from './spec.ts'

/** Past this size the orthogonal matrices cost more than they bring. */
const maxOrthogonal = 512

/**
 * First weights, the same for the same seed: input weights uniform after Glorot, recurrent weights orthogonal gate by
 * gate (uniform above 512 hidden), biases zero, except that memory is kept at first: forget bias 1 in an LSTM and
 * update bias -1 in a GRU, where the update gate lets the new in. A normalised input keeps its size. A forecast head starts at 0, which is last value; an
 * embedding is uniform in +-0.1.
 */
export function initialise(spec: Pick<ModelSpec, 'input' | 'layers' | 'head'>, seed: number): Float32Array {
  const { tensors, length } = tensorLayout(spec)
  const weights = new Float32Array(length)
  const random = createRandom(seed)
  for (const tensor of tensors) {
    const into = weights.subarray(tensor.offset, tensor.offset + tensor.length)
    const [scope, layerIndex, part] = tensor.name.split('.')
    if (scope === 'input') {
      if (layerIndex === 'embedding') for (let i = 0; i < into.length; i++) into[i] = 0.2 * random.next() - 0.1
      continue
    }
    if (scope === 'head') {
      // A mixture begins close to the mean of its candidates.
      const gain = spec.head.kind === 'mixture' ? 0.1 : 1
      if (layerIndex?.endsWith('eights') && spec.head.kind !== 'forecast') glorot(into, tensor.shape, random, gain)
      continue
    }
    if (part === 'normGain') into.fill(1)
    const { cell, hidden } = spec.layers[Number(layerIndex)]!
    gateOrder[cell].forEach((gate, g) => {
      const rows = into.subarray(g * (tensor.length / gateOrder[cell].length))
      if (part === 'inputWeights') glorot(rows, [hidden, tensor.shape[1]!], random, 1)
      if (part === 'recurrentWeights') recurrent(rows, hidden, random)
      if (part === 'bias' && cell === 'lstm' && gate === 'forget') rows.fill(1, 0, hidden)
      if (part === 'bias' && cell === 'gru' && gate === 'update') rows.fill(-1, 0, hidden)
    })
  }
  return weights
}

function glorot(into: Float32Array, [rows, columns]: Tensor['shape'], random: Random, gain: number): void {
  const limit = gain * Math.sqrt(6 / (rows! + columns!))
  for (let i = 0; i < rows! * columns!; i++) into[i] = limit * (2 * random.next() - 1)
}

function recurrent(into: Float32Array, hidden: number, random: Random): void {
  if (hidden > maxOrthogonal) glorot(into, [hidden, hidden], random, 1)
  else into.set(orthogonal(hidden, random))
}

/** Rows of normals made orthonormal one after the other (modified Gram-Schmidt, in float64). */
function orthogonal(size: number, random: Random): Float64Array {
  const matrix = Float64Array.from({ length: size * size }, () => random.normal())
  for (let row = 0; row < size; row++) {
    const current = matrix.subarray(row * size, (row + 1) * size)
    for (let before = 0; before < row; before++) {
      const other = matrix.subarray(before * size, (before + 1) * size)
      const projection = dot(current, other)
      for (let k = 0; k < size; k++) current[k]! -= projection * other[k]!
    }
    const norm = Math.sqrt(dot(current, current))
    for (let k = 0; k < size; k++) current[k]! /= norm
  }
  return matrix
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!
  return sum
}
