import { of } from 'rxjs'
import { classify, type Classified } from '../../operators/classify.ts'
import type { Model } from '../model/model.ts'

/** What a tagger says of one text, word by word, as a pipeline would. Throws `MODEL_INVALID` and `TICK_INVALID`. */
export function classifyText(model: Model, text: string): Classified<string> {
  const answers: Classified<string>[] = []
  const failures: unknown[] = []
  of(text)
    .pipe(classify(model))
    .subscribe({ next: (answer) => answers.push(answer), error: (error: unknown) => failures.push(error) })
  if (failures.length > 0) throw failures[0]
  return answers[0]!
}
