import { classify, type Classified } from '../../operators/classify.ts'
import type { Model } from '../model/model.ts'
import { answerTicks } from './answer-ticks.ts'

/** What a tagger says of one text, word by word, as a pipeline would. Throws `MODEL_INVALID` and `TICK_INVALID`. */
export function classifyText(model: Model, text: string): Classified<string> {
  const tagger = answerTicks(classify<string>(model))
  try {
    return tagger.answer(text)[0]!
  } finally {
    tagger.close()
  }
}
