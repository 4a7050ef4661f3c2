import { createTokenTable } from '../../src/text/token-table.ts'
import { halveModel } from '../../src/model/model-file.ts'
import type { Model } from '../../src/model/model.ts'
import type { NextInput } from '../../src/training/language/next/next-options.ts'
import { scoreNext, type NextScores } from '../../src/training/language/next/score-next.ts'
import { trainNext, type NextProgress } from '../../src/training/language/next/train-next.ts'
import { brownText, sentenceEnd, unknownWord } from './brown-text.ts'
import { scoreTrigram } from './score-trigram.ts'
import { frequentWords, toStream } from './word-stream.ts'

export const typingWords = 10_000

const common: NextInput = {
  name: 'typing',
  seed: 1,
  hidden: 256,
  buckets: 64,
  batch: 32,
  learningRate: 0.003,
  sampled: 400,
}

/** A few minutes of training each. The simple cell ships; the LSTM is better and larger. */
const options = {
  rnn: {
    ...common,
    ...{ cell: 'rnn', epochs: 4, clip: 0.5, inputDropout: 0.1, outputDropout: 0.1, recurrentDropout: 0.1 },
  },
  lstm: { ...common, ...{ cell: 'lstm', epochs: 3, inputDropout: 0.1, outputDropout: 0.2, recurrentDropout: 0.15 } },
} as const satisfies Record<string, NextInput>

export type TypingCell = keyof typeof options

export interface TypingBuild {
  readonly model: Model
  readonly trainingWords: number
  readonly scores: NextScores
  /** The baseline's, on the same words. */
  readonly trigram: NextScores
}

/** Trains the model of the next word; the scores are on documents that it never saw. */
export async function buildTyping(
  cell: TypingCell,
  onProgress: (progress: NextProgress) => void = () => {},
): Promise<TypingBuild> {
  const [train, valid] = [brownText('train').flat(), brownText('valid').flat()]
  const special = [unknownWord, sentenceEnd]
  const vocabulary = frequentWords(train, typingWords, special)
  const table = createTokenTable({
    ...{ kind: 'tokens', tokeniser: 'words', vocabulary, buckets: common.buckets!, embedding: common.hidden! },
  })
  const streams = [train, valid].map((tokens) => toStream(tokens, vocabulary, table, unknownWord))
  const trained = await trainNext(vocabulary, { silent: special, sentenceEnd }, streams[0]!, options[cell], {
    onProgress,
  })
  const model = halveModel(trained)
  const trigram = scoreTrigram(streams[0]!.words, streams[1]!.words, vocabulary.length)
  return { model, trainingWords: train.length, scores: scoreNext(model, streams[1]!), trigram }
}
