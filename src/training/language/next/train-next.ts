import { setImmediate } from 'node:timers/promises'
import { TickwiseError } from '../../../errors.ts'
import { createModel } from '../../../model/create-model.ts'
import { tensorOf } from '../../../model/core-network.ts'
import { initialise } from '../../../model/initialise.ts'
import type { Model } from '../../../model/model.ts'
import type { ModelSpec } from '../../../model/spec.ts'
import { log } from '../../../numeric/log.ts'
import { checkTeacher, weightsLike } from './check-models.ts'
import { createNextTeacher } from './next-teacher.ts'
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
  /** A model of the same shape whose weights it begins with. */
  readonly start?: Model | undefined
  /** A better model over the same vocabulary and buckets, to learn from; see `teacherShare`. */
  readonly teacher?: Model | undefined
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
  { onProgress, onEpoch, signal, start, teacher }: NextHooks = {},
): Promise<Model> {
  const options = parseNextOptions(input)
  const spec = nextSpec(vocabulary, special, options)
  const windows = new NextWindows(stream, options)
  if (windows.count === 0) throw tooShort(stream.rows.length, options)
  const counts = countWords(stream.words, vocabulary.length)
  const weights = start ? weightsLike(start, spec) : firstWeights(spec, counts, options.seed)
  const updates = options.epochs * windows.count
  const guide = teacher && createNextTeacher(checkTeacher(teacher, spec, options), options)
  const updater = createNextUpdater(spec, weights, counts, options, updates, guide)
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

/** Words that nothing is known about yet are as likely as they are frequent. */
function firstWeights(spec: ModelSpec, counts: Float64Array, seed: number): Float32Array {
  const weights = initialise(spec, seed)
  const bias = tensorOf(spec, weights, 'head.bias')
  const words = counts.reduce((sum, count) => sum + count, 0)
  for (let word = 0; word < bias.length; word++) bias[word] = log((counts[word]! + 1) / (words + 1))
  return weights
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
