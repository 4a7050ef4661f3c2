import { suggest } from '../../../../operators/suggest.ts'
import type { Model } from '../../../model/model.ts'
import { answerTicks } from '../../../pipeline/answer-ticks.ts'
import { describeSuggested } from '../../predict/describe-suggested.ts'
import { mostSigns, mostWriters, type TextDemo } from './text-demo.ts'
import { Writers } from './writers.ts'
import { WrittenText, type TypingTick } from './written-text.ts'

/** A writer who goes far back begins a new one. */
const mostKeys = 1000

/** Which word may come next, or how the one begun may go on, after every keystroke. */
export function typingDemo(model: Model): TextDemo {
  const { name, input } = model.spec
  if (input.kind !== 'tokens') throw new Error(`model "${name}" knows no words`)
  const options = { key: ({ key }: TypingTick) => key, maxLength: 2 * mostSigns, maxKeys: mostKeys }
  const typist = answerTicks(suggest<TypingTick>(model, options))
  const writers = new Writers(mostWriters, (key) => new WrittenText(key, (tick) => typist.answer(tick)[0]!))
  return {
    name: 'typing',
    title: 'Typing',
    about: { model: name, fingerprint: model.fingerprint, words: input.vocabulary.length },
    write(writer, written) {
      const text = written.slice(0, mostSigns)
      const answer = writers.of(writer).write(text)
      const { tick: _, ...facts } = answer
      const { typed, suggestions } = answer
      // What was typed stays as it is, capitals included.
      const picks = suggestions.map(({ word }) => `${text}${word.slice(typed.length)} `)
      return { describe: () => describeSuggested(answer), facts: { ...facts, picks }, picks }
    },
    close: () => typist.close(),
  }
}
