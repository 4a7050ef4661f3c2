import { tensorOf } from '../../../model/core-network.ts'
import { stateSize, type ModelSpec } from '../../../model/spec.ts'
import { createRandom } from '../../../numeric/random.ts'
import { learningRate } from '../../learning-rate.ts'
import { createOptimiser } from '../../optimisers/create-optimiser.ts'
import { createHiddenNetwork } from '../hidden-network.ts'
import type { NextOptions } from './next-options.ts'
import { dropoutMask } from './next-window.ts'
import { RowAdam } from './row-adam.ts'
import type { NextTeacher } from './next-teacher.ts'
import { createWordHead } from './word-head.ts'

/** The updates of a training, one window after the other; changes `weights` in place. */
export interface NextUpdater {
  /** Updates so far. */
  readonly done: number
  /** Back to the beginning of the text: the state is zero again. */
  reset(): void
  /** One window, [timesteps][batch]: rows of the embedding and the words that came; returns its mean loss. */
  update(rows: Int32Array, targets: Int32Array): number
  close(): void
}

/**
 * @param counts of each word in the training text
 * @param teacher closed together with the updater
 */
export function createNextUpdater(
  spec: ModelSpec,
  weights: Float32Array,
  counts: ArrayLike<number>,
  options: NextOptions,
  updates: number,
  teacher?: NextTeacher,
): NextUpdater {
  const { hidden, batch, timesteps, beta2, clip } = options
  const network = createHiddenNetwork(spec)
  const head = createWordHead(counts, options)
  const layers = weights.subarray(0, network.length)
  const dLayers = new Float32Array(network.length)
  const optimiser = createOptimiser(network.length, { kind: 'adam', beta1: 0.9, beta2, epsilon: 1e-8 })
  const embedding = tensorOf(spec, weights, 'input.embedding')
  const bias = tensorOf(spec, weights, 'head.bias')
  const words = {
    embedding,
    bias,
    dEmbedding: new Float32Array(embedding.length),
    dBias: new Float32Array(bias.length),
    touchedRows: new RowAdam(embedding.length / hidden, hidden, beta2),
    touchedBiases: new RowAdam(bias.length, 1, beta2),
  }
  const random = createRandom(options.seed)
  const recurrent = tensorOf(spec, weights, 'layers.0.recurrentWeights')
  const masked = weights.slice(0, network.length)
  const maskedRecurrent = tensorOf(spec, masked, 'layers.0.recurrentWeights')
  const dRecurrent = tensorOf(spec, dLayers, 'layers.0.recurrentWeights')
  const inputs = new Float32Array(timesteps * batch * hidden)
  const heard = new Float32Array(timesteps * batch * hidden)
  const rate = { peak: options.learningRate, warmUp: options.warmUp, decay: 'linear', floor: 0 } as const
  let states = new Float32Array(batch * stateSize(spec))
  let done = 0
  return {
    get done() {
      return done
    },
    reset() {
      states = new Float32Array(batch * stateSize(spec))
      teacher?.reset()
    },
    update(rows, targets) {
      masked.set(layers)
      const recurrentMask = dropoutMask(recurrent.length, options.recurrentDropout, random)
      for (let i = 0; i < recurrent.length; i++) maskedRecurrent[i]! *= recurrentMask[i]!
      network.load(masked)
      const wordMask = maskWords(rows, options.wordDropout, random)
      const inputMask = dropoutMask(batch * hidden, options.inputDropout, random)
      const outputMask = dropoutMask(batch * hidden, options.outputDropout, random)
      const width = batch * hidden
      rows.forEach((row, p) => {
        const [from, to, maskFrom] = [row * hidden, p * hidden, (p % batch) * hidden]
        const kept = wordMask.get(row)!
        for (let e = 0; e < hidden; e++) inputs[to + e] = embedding[from + e]! * inputMask[maskFrom + e]! * kept
      })
      const forward = network.forward(inputs, states, timesteps, batch)
      states = forward.states.slice()
      for (let i = 0; i < heard.length; i++) heard[i] = forward.outputs[i]! * outputMask[i % width]!
      const taught = teacher && { teacher, h: teacher.read(rows), share: options.teacherShare }
      const { loss, dH } = head.train(heard, targets, words, random, taught)
      for (let i = 0; i < dH.length; i++) dH[i]! *= outputMask[i % width]!
      dLayers.fill(0)
      const dInputs = network.backward(dH, dLayers)
      for (let i = 0; i < dRecurrent.length; i++) dRecurrent[i]! *= recurrentMask[i]!
      rows.forEach((row, p) => {
        const kept = wordMask.get(row)!
        if (kept === 0) return
        words.touchedRows.touch(row)
        const [to, from, maskFrom] = [row * hidden, p * hidden, (p % batch) * hidden]
        for (let e = 0; e < hidden; e++)
          words.dEmbedding[to + e]! += dInputs[from + e]! * inputMask[maskFrom + e]! * kept
      })
      let squares = words.touchedRows.squares(words.dEmbedding) + words.touchedBiases.squares(words.dBias)
      for (let i = 0; i < dLayers.length; i++) squares += dLayers[i]! * dLayers[i]!
      const scale = Math.min(1, clip / Math.sqrt(squares))
      if (scale < 1) for (let i = 0; i < dLayers.length; i++) dLayers[i]! *= scale
      const now = learningRate(rate, done++, updates)
      optimiser.step(layers, dLayers, now)
      words.touchedRows.step(embedding, words.dEmbedding, now, scale)
      words.touchedBiases.step(bias, words.dBias, now, scale)
      return loss
    },
    close() {
      network.close()
      teacher?.close()
    },
  }
}

/** Whether a word counts in a window, the same wherever it stands. */
function maskWords(rows: Int32Array, dropout: number, random: { next(): number }): Map<number, number> {
  const mask = new Map<number, number>()
  for (const row of rows) {
    if (!mask.has(row)) mask.set(row, dropout > 0 && random.next() < dropout ? 0 : 1 / (1 - dropout))
  }
  return mask
}
