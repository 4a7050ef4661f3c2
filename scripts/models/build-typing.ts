import { createTokenTable } from '../../src/text/token-table.ts'
import { halveModel } from '../../src/model/model-file.ts'
import type { Model } from '../../src/model/model.ts'
import type { NextInput } from '../../src/training/language/next/next-options.ts'
import { scoreNext, type NextScores } from '../../src/training/language/next/score-next.ts'
import type { TokenStream } from '../../src/training/language/next/next-window.ts'
import { trainNext, type NextHooks, type NextProgress } from '../../src/training/language/next/train-next.ts'
import { brownText, sentenceEnd, unknownWord } from './brown-text.ts'
import { scoreTrigram } from './score-trigram.ts'
import { frequentWords, toStream } from './word-stream.ts'

export const typingWords = 10_000
const special = [unknownWord, sentenceEnd]

const common: NextInput = {
  name: 'typing',
  seed: 1,
  hidden: 256,
  buckets: 64,
  batch: 32,
  learningRate: 0.003,
  sampled: 400,
}

/** Some six minutes of training each, on one core. */
const options = {
  rnn: {
    ...common,
    ...{ cell: 'rnn', epochs: 4, clip: 0.5, inputDropout: 0.1, outputDropout: 0.1, recurrentDropout: 0.1 },
  },
  lstm: { ...common, ...{ cell: 'lstm', epochs: 3, inputDropout: 0.1, outputDropout: 0.2, recurrentDropout: 0.15 } },
} as const satisfies Record<string, NextInput>
/** The simple cell goes on with the LSTM as its teacher: half of what it learns is what that one expects. */
const taught: NextInput = { ...options.rnn, epochs: 2, learningRate: 0.0015, teacherShare: 0.5 }

export type TypingCell = keyof typeof options

export interface TypingBuild {
  readonly model: Model
  readonly trainingWords: number
  readonly scores: NextScores
  /** The LSTM that the simple cell learned from. */
  readonly teacher?: { readonly model: Model; readonly scores: NextScores }
  /** The baseline's, on the same words. */
  readonly trigram: NextScores
}

/** Trains the model of the next word; the scores are on documents that it never saw. The LSTM ships; it also teaches the RNN. */
export async function buildTyping(
  cell: TypingCell,
  onProgress: (step: string, progress: NextProgress) => void = () => {},
): Promise<TypingBuild> {
  const { vocabulary, train, valid } = typingText()
  const step = async (name: string, input: NextInput, from: Pick<NextHooks, 'start' | 'teacher'> = {}) => {
    const hooks = { ...from, onProgress: (progress: NextProgress) => onProgress(name, progress) }
    return halveModel(await trainNext(vocabulary, { silent: special, sentenceEnd }, train, input, hooks))
  }
  const text = { trainingWords: train.words.length, trigram: scoreTrigram(train.words, valid.words, vocabulary.length) }
  const lstm = await step('the LSTM', options.lstm)
  const scores = scoreNext(lstm, valid)
  if (cell === 'lstm') return { ...text, model: lstm, scores }
  const first = await step('the RNN', options.rnn)
  const model = await step('the RNN with its teacher', taught, { start: first, teacher: lstm })
  return { ...text, model, scores: scoreNext(model, valid), teacher: { model: lstm, scores } }
}

/** The corpus as streams of words, and the words that models know. */
export function typingText(): { vocabulary: string[]; train: TokenStream; valid: TokenStream } {
  const [train, valid] = [brownText('train').flat(), brownText('valid').flat()]
  const vocabulary = frequentWords(train, typingWords, special)
  const table = createTokenTable({
    ...{ kind: 'tokens', tokeniser: 'words', vocabulary, buckets: common.buckets!, embedding: common.hidden! },
  })
  const toWords = (tokens: readonly string[]) => toStream(tokens, vocabulary, table, unknownWord)
  return { vocabulary, train: toWords(train), valid: toWords(valid) }
}
