import type { LayerSpec } from '../spec.ts'
import { sum } from './matrices.ts'

/**
 * One bias from the two that frameworks keep, of the input product and of the recurrent one, both [gates * hidden] in
 * our order. Their sum is all that matters, except where a GRU's reset gate acts on the recurrent product: there the
 * candidate's second bias stays apart.
 */
export function joinBiases(spec: LayerSpec, ofInput: Float32Array, ofRecurrent: Float32Array) {
  const bias = sum(ofInput, ofRecurrent)
  if (spec.cell !== 'gru' || spec.reset === 'before') return { bias }
  const candidate = 2 * spec.hidden
  bias.set(ofInput.subarray(candidate), candidate)
  return { bias, recurrentBias: ofRecurrent.slice(candidate) }
}

/** The inverse: the recurrent bias holds nothing but a GRU's candidate. */
export function splitBiases(spec: LayerSpec, bias: Float32Array, recurrentBias: Float32Array | undefined) {
  const ofRecurrent = new Float32Array(bias.length)
  if (recurrentBias) ofRecurrent.set(recurrentBias, 2 * spec.hidden)
  return { ofInput: bias, ofRecurrent }
}
