import { TickwiseError } from '../../errors.ts'
import type { Model } from '../../model/model.ts'
import { classifyText } from '../../pipeline/classify-text.ts'
import type { Invocation } from '../command.ts'
import { exitCode, type ExitCode } from '../exit-code.ts'
import { describeClassified } from './describe-classified.ts'

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
  const { name, head } = model.spec
  const about = { model: name, fingerprint: model.fingerprint, text }
  if (head.kind !== 'label') {
    throw new TickwiseError('MODEL_INVALID', {
      expected: 'a model of tokens that labels',
      received: `model "${name}" with the head ${head.kind}`,
      action: 'Name another model: reviews ships with Tickwise.',
    })
  }
  const { tick: _, ...answer } = classifyText(model, text)
  if (json) print(JSON.stringify({ ...about, ...answer }))
  else print(describeClassified({ ...answer, tick: text }, head.classes))
  return exitCode.ok
}
