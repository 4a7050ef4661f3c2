import { suggest, type Suggested } from '../../operators/suggest.ts'
import type { Model } from '../model/model.ts'
import { answerTicks } from './answer-ticks.ts'

/** What a model of the next word offers after one text, as a pipeline would. Throws `MODEL_INVALID` and `TICK_INVALID`. */
export function suggestText(model: Model, text: string): Suggested<string> {
  const typist = answerTicks(suggest<string>(model))
  try {
    return typist.answer(text)[0]!
  } finally {
    typist.close()
  }
}
