import { of } from 'rxjs'
import { suggest, type Suggested } from '../../operators/suggest.ts'
import type { Model } from '../model/model.ts'

/** What a model of the next word offers after one text, as a pipeline would. Throws `MODEL_INVALID` and `TICK_INVALID`. */
export function suggestText(model: Model, text: string): Suggested<string> {
  const answers: Suggested<string>[] = []
  const failures: unknown[] = []
  of(text)
    .pipe(suggest(model))
    .subscribe({ next: (answer) => answers.push(answer), error: (error: unknown) => failures.push(error) })
  if (failures.length > 0) throw failures[0]
  return answers[0]!
}
