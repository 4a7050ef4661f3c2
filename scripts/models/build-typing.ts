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

/** A simple recurrent cell is enough for typing; few epochs, so that `npm run models` stays a matter of minutes. */
const options: NextInput = {
  name: 'typing',
  seed: 1,
  cell: 'rnn',
  hidden: 256,
  buckets: 64,
  epochs: 4,
  batch: 32,
  learningRate: 0.003,
  clip: 0.5,
  inputDropout: 0.1,
  outputDropout: 0.1,
  recurrentDropout: 0.1,
  sampled: 400,
}

export interface TypingBuild {
  readonly model: Model
  readonly trainingWords: number
  readonly scores: NextScores
  /** The baseline's, on the same words. */
  readonly trigram: NextScores
}

/** Trains the model of the next word; the scores are on documents that it never saw. */
export async function buildTyping(onProgress: (progress: NextProgress) => void = () => {}): Promise<TypingBuild> {
  const [train, valid] = [brownText('train').flat(), brownText('valid').flat()]
  const special = [unknownWord, sentenceEnd]
  const vocabulary = frequentWords(train, typingWords, special)
  const table = createTokenTable({
    ...{ kind: 'tokens', tokeniser: 'words', vocabulary, buckets: options.buckets!, embedding: options.hidden! },
  })
  const streams = [train, valid].map((tokens) => toStream(tokens, vocabulary, table, unknownWord))
  const trained = await trainNext(vocabulary, { silent: special, sentenceEnd }, streams[0]!, options, { onProgress })
  const model = halveModel(trained)
  const trigram = scoreTrigram(streams[0]!.words, streams[1]!.words, vocabulary.length)
  return { model, trainingWords: train.length, scores: scoreNext(model, streams[1]!), trigram }
}
