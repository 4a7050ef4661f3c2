import { createHash } from 'node:crypto'
import type { NetworkSpec } from '../kernel/stepper.ts'
import { canonicalJson } from '../model/canonical-json.ts'
import type { TrainingOptions } from './training-options.ts'
import type { TrainingSequence } from './training-sequence.ts'

/** SHA-256, in hex, over everything that decides a training's course. */
export function trainingStamp(
  network: NetworkSpec,
  weights: Float32Array,
  sequences: readonly TrainingSequence[],
  options: TrainingOptions,
): string {
  const { input, layers, head } = network
  const hash = createHash('sha256').update(canonicalJson({ input, layers, head, options }))
  const add = (values: Float32Array) => {
    hash.update(`${values.length};`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
  }
  add(weights)
  for (const sequence of sequences) {
    hash.update(`${sequence.validationFrom};`)
    add(sequence.inputs)
    add(sequence.targets)
    if (sequence.weights) add(sequence.weights)
  }
  return hash.digest('hex')
}
