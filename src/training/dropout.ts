import { z } from 'zod'
import type { NetworkSpec, SequenceNetwork } from '../kernel/stepper.ts'
import { inputSize } from '../model/spec.ts'
import { tensorLayout } from '../model/tensors.ts'
import { createRandom, type Random } from '../numeric/random.ts'

const share = z.number().min(0).lt(1).default(0)

/** Shares of the numbers that are dropped in training; the others grow so that the mean stays. */
export const dropoutSchema = z.strictObject({
  /** Of the inputs. */
  input: share,
  /** Of what each layer passes on, to the next layer or to the head. Its own state is left whole. */
  output: share,
  /** Of the recurrent weights (DropConnect). */
  recurrent: share,
})
export type DropoutOptions = z.infer<typeof dropoutSchema>

/**
 * The masks of one chunk: one for each stream, the same at all its timesteps, and one for the recurrent weights. They follow
 * from seed, chunk and stream alone, so nothing of them has to be saved.
 */
export interface Dropout {
  /** [streams][inputs]; undefined when inputs are not dropped */
  readonly inputs: Float32Array | undefined
  /** [streams][hidden] for each layer; none when outputs are not dropped */
  readonly outputs: readonly Float32Array[]
  /** Draws the masks of a chunk, counted from 0, and gives the network its thinned recurrent weights. */
  begin(chunk: number, network: SequenceNetwork): void
  /** Keeps gradients from the weights that were dropped, and gives the network all its weights again. */
  end(network: SequenceNetwork): void
}

/** A stream that no batch has: for the masks that all streams share. */
const everyStream = 0xffff_ffff

/** @param firstStream where these streams begin in the whole batch */
export function createDropout(
  spec: NetworkSpec,
  { input, output, recurrent }: DropoutOptions,
  { seed, streams, firstStream }: { readonly seed: number; readonly streams: number; readonly firstStream: number },
): Dropout {
  const inputs = input > 0 ? new Float32Array(streams * inputSize(spec)) : undefined
  const outputs = output > 0 ? spec.layers.map(({ hidden }) => new Float32Array(streams * hidden)) : []
  const matrices =
    recurrent > 0 ? tensorLayout(spec).tensors.filter(({ name }) => name.endsWith('recurrentWeights')) : []
  const weights = matrices.map(({ offset, length }) => ({
    offset,
    mask: new Float32Array(length),
    whole: new Float32Array(length),
  }))

  const drawStream = (chunk: number, stream: number) => {
    const random = createRandom(mix(mix(seed, chunk), firstStream + stream))
    const row = (mask: Float32Array) => {
      const units = mask.length / streams
      return mask.subarray(stream * units, (stream + 1) * units)
    }
    if (inputs) fillMask(row(inputs), input, random)
    for (const mask of outputs) fillMask(row(mask), output, random)
  }
  return {
    inputs,
    outputs,
    begin(chunk, network) {
      for (let stream = 0; stream < streams; stream++) drawStream(chunk, stream)
      if (weights.length === 0) return
      const random = createRandom(mix(mix(seed, chunk), everyStream))
      for (const { offset, mask, whole } of weights) {
        fillMask(mask, recurrent, random)
        whole.set(network.parameters.subarray(offset, offset + mask.length))
        multiply(network.parameters, offset, mask)
      }
      network.load()
      for (const { offset, whole } of weights) network.parameters.set(whole, offset)
    },
    end(network) {
      if (weights.length === 0) return
      for (const { offset, mask } of weights) multiply(network.gradients, offset, mask)
      network.load()
    },
  }
}

function fillMask(mask: Float32Array, rate: number, random: Random): void {
  const kept = 1 / (1 - rate)
  for (let i = 0; i < mask.length; i++) mask[i] = random.next() < rate ? 0 : kept
}

function multiply(values: Float32Array, offset: number, mask: Float32Array): void {
  for (let i = 0; i < mask.length; i++) values[offset + i]! *= mask[i]!
}

/** A 32-bit hash of two, so that neighbouring chunks and streams have nothing in common. */
function mix(a: number, b: number): number {
  let word = Math.imul(a ^ Math.imul(b + 1, 0x9e37_79b1), 0x85eb_ca6b)
  word = Math.imul(word ^ (word >>> 15), 0xc2b2_ae35)
  return (word ^ (word >>> 13)) >>> 0
}
