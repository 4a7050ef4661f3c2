import { setImmediate } from 'node:timers/promises'
import { TickwiseError } from '../../../errors.ts'
import { createModel } from '../../../model/create-model.ts'
import { tensorOf } from '../../../model/core-network.ts'
import { initialise } from '../../../model/initialise.ts'
import type { Model } from '../../../model/model.ts'
import { stateSize, type ModelSpec } from '../../../model/spec.ts'
import { log } from '../../../numeric/log.ts'
import { createRandom } from '../../../numeric/random.ts'
import { learningRate } from '../../learning-rate.ts'
import { createOptimiser } from '../../optimisers/create-optimiser.ts'
import { createHiddenNetwork } from '../hidden-network.ts'
import { parseNextOptions, type NextInput, type NextOptions } from './next-options.ts'
import { nextSpec, type SpecialWords } from './next-spec.ts'
import { dropoutMask, NextWindows, type TokenStream } from './next-window.ts'
import { RowAdam } from './row-adam.ts'
import { createWordHead } from './word-head.ts'

export interface NextProgress {
  readonly update: number
  readonly updates: number
  readonly epoch: number
  /** Mean -log probability of the training words since the last report. */
  readonly loss: number
}

export interface NextHooks {
  /** Called a hundred times an epoch at most. */
  readonly onProgress?: ((progress: NextProgress) => void) | undefined
  /** After each epoch, with the model as it is. */
  readonly onEpoch?: ((epoch: number, model: Model) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Trains a model of the next word by truncated back-propagation through time, with the state carried along the text.
 * Seeded: the same text and options give the same bits.
 *
 * @param vocabulary words that can be said; `stream.words` are indices into it
 * @param special those of them that are no words
 */
export async function trainNext(
  vocabulary: readonly string[],
  special: SpecialWords,
  stream: TokenStream,
  input: NextInput = {},
  { onProgress, onEpoch, signal }: NextHooks = {},
): Promise<Model> {
  const options = parseNextOptions(input)
  const spec = nextSpec(vocabulary, special, options)
  const windows = new NextWindows(stream, options)
  if (windows.count === 0) throw tooShort(stream.rows.length, options)
  const weights = initialise(spec, options.seed)
  const counts = countWords(stream.words, vocabulary.length)
  const bias = tensorOf(spec, weights, 'head.bias')
  for (let word = 0; word < bias.length; word++) bias[word] = log((counts[word]! + 1) / (stream.words.length + 1))
  const updates = options.epochs * windows.count
  const updater = createUpdater(spec, weights, counts, options, updates)
  const modelNow = (loss: number) =>
    createModel(spec, weights, { task: 'next', options, words: stream.words.length, updates, trainingLoss: loss })
  const every = Math.max(1, Math.floor(windows.count / 100))
  const [rows, targets] = [0, 1].map(() => new Int32Array(options.batch * options.timesteps)) as [
    Int32Array,
    Int32Array,
  ]
  let loss = 0
  try {
    for (let epoch = 1; epoch <= options.epochs; epoch++) {
      updater.reset()
      let sum = 0
      for (let window = 0; window < windows.count; window++) {
        windows.fill(window, rows, targets)
        sum += updater.update(rows, targets)
        if (!Number.isFinite(sum)) throw diverged(updater.done)
        if ((window + 1) % every === 0) {
          loss = sum / every
          sum = 0
          onProgress?.({ update: updater.done, updates, epoch, loss })
          await setImmediate()
          signal?.throwIfAborted()
        }
      }
      onEpoch?.(epoch, modelNow(loss))
    }
    return modelNow(loss)
  } finally {
    updater.close()
  }
}

function createUpdater(
  spec: ModelSpec,
  weights: Float32Array,
  counts: ArrayLike<number>,
  options: NextOptions,
  updates: number,
) {
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
    },
    /** One window [timesteps][batch]; returns its mean loss. */
    update(rows: Int32Array, targets: Int32Array): number {
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
      const { loss, dH } = head.train(heard, targets, words, random)
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
    close: () => network.close(),
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

function countWords(words: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size)
  for (const word of words) counts[word]!++
  return counts
}

function tooShort(words: number, { batch, timesteps }: NextOptions): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a text of more than ${batch * timesteps} words for ${batch} streams of ${timesteps} timesteps`,
    received: `${words}`,
    action: 'Give more text, or a smaller batch.',
  })
}

function diverged(update: number): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: 'a finite training loss',
    received: `none at update ${update}`,
    action: 'Lower the learning rate or the clip.',
  })
}
