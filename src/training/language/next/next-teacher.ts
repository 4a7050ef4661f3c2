import { tensorOf } from '../../../model/core-network.ts'
import type { Model } from '../../../model/model.ts'
import { stateSize } from '../../../model/spec.ts'
import { createHiddenNetwork } from '../hidden-network.ts'

/** A trained model of the next word over the same vocabulary that another one learns from; it learns nothing itself. */
export interface NextTeacher {
  readonly hidden: number
  /** [rows][hidden] */
  readonly embedding: Float32Array
  /** [words] */
  readonly bias: Float32Array
  /** Back to the beginning of the text. */
  reset(): void
  /** Reads a window, [timesteps][batch] rows of the embedding; h of each place, valid until the next call. */
  read(rows: Int32Array): Float32Array
  close(): void
}

export function createNextTeacher(
  { spec, weights }: Model,
  { batch, timesteps }: { readonly batch: number; readonly timesteps: number },
): NextTeacher {
  const { hidden } = spec.layers.at(-1)!
  const network = createHiddenNetwork(spec)
  network.load(weights)
  const embedding = tensorOf(spec, weights, 'input.embedding')
  const inputs = new Float32Array(timesteps * batch * hidden)
  let states: Float32Array = new Float32Array(batch * stateSize(spec))
  return {
    hidden,
    embedding,
    bias: tensorOf(spec, weights, 'head.bias'),
    reset: () => void states.fill(0),
    read(rows) {
      rows.forEach((row, p) => inputs.set(embedding.subarray(row * hidden, (row + 1) * hidden), p * hidden))
      const forward = network.forward(inputs, states, timesteps, batch)
      states = forward.states.slice()
      return forward.outputs
    },
    close: () => network.close(),
  }
}
