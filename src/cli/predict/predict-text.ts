import { TickwiseError } from '../../errors.ts'
import type { Model } from '../../model/model.ts'
import { classifyText } from '../../pipeline/classify-text.ts'
import { suggestText } from '../../pipeline/suggest-text.ts'
import { splitWords } from '../../text/split-words.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { describeClassified } from './describe-classified.ts'
import { describeSuggested } from './describe-suggested.ts'

export interface TextChoice {
  readonly text: string
  readonly json?: true
}

/** Answers to a text with a model of tokens, and prints. Throws `MODEL_INVALID` for a head that it has no answer of. */
export function predictText(
  model: Model,
  { text, json }: TextChoice,
  { print }: Pick<Invocation<object>, 'print'>,
): ExitCode {
  const { answer, words } = answerTo(model, text)
  if (json) {
    const { name } = model.spec
    print(JSON.stringify({ model: name, fingerprint: model.fingerprint, text, ...answer }))
  } else print(words)
  return exitCode.ok
}

function answerTo(model: Model, text: string): { answer: object; words: string } {
  const { name, head } = model.spec
  if (head.kind === 'label') {
    const classified = classifyText(model, text)
    const { tick: _, ...answer } = classified
    return { answer, words: describeClassified(classified, head.classes) }
  }
  if (head.kind === 'next') {
    const suggested = suggestText(model, endKnownWord(model, text))
    const { tick: _, ...answer } = suggested
    return { answer, words: describeSuggested(suggested) }
  }
  throw new TickwiseError('MODEL_INVALID', {
    expected: 'a model of tokens that labels, or that says the next one',
    received: `model "${name}" with the head ${head.kind}`,
    action: 'Name another model: reviews and typing ship with Tickwise.',
  })
}

/** A text that ends in a word the model knows asks for the next one; anything else for the rest of that word. */
function endKnownWord({ spec: { input } }: Model, text: string): string {
  const last = splitWords(text).at(-1)
  const isKnown = input.kind === 'tokens' && last?.to === text.length && input.vocabulary.includes(last.text)
  return isKnown ? `${text} ` : text
}
