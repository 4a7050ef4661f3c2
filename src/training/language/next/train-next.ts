import { setImmediate } from 'node:timers/promises'
import { TickwiseError } from '../../../errors.ts'
import { createModel } from '../../../model/create-model.ts'
import { tensorOf } from '../../../model/core-network.ts'
import { initialise } from '../../../model/initialise.ts'
import type { Model } from '../../../model/model.ts'
import { log } from '../../../numeric/log.ts'
import { createNextUpdater } from './next-updater.ts'
import { parseNextOptions, type NextInput, type NextOptions } from './next-options.ts'
import { nextSpec, type SpecialWords } from './next-spec.ts'
import { NextWindows, type TokenStream } from './next-window.ts'

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
  const updater = createNextUpdater(spec, weights, counts, options, updates)
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
