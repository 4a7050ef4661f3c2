import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import type { Model } from '../src/model/model.ts'
import { splitWords } from '../src/text/split-words.ts'
import type { Scope } from '../src/turn/scope.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { TickFailure } from '../src/turn/tick-failure.ts'
import { checkText } from './internals/check-text.ts'
import { modelOf } from './internals/features-of.ts'
import { keyed } from './internals/keyed.ts'
import { rankWords, type Suggestion } from './internals/rank-words.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { textOf } from './internals/text-of.ts'
import { takeTyped, type TypingStep } from './internals/take-typed.ts'
import { toWaves } from './internals/to-waves.ts'
import { typingSection, type TypingState } from './internals/typing-state.ts'
import { TypingWords } from './internals/typing-words.ts'

export type { Suggestion } from './internals/rank-words.ts'

export interface SuggestOptions<T> extends StandaloneOptions<T> {
  /**
   * What was typed since the tick before: one sign or many; U+0008 takes one back. A suggestion that is picked comes as the
   * letters it adds and a space. Default: the tick itself, or its `text`, `word` or `value`.
   */
  readonly text?: ((tick: T) => string) | undefined
  /** Suggestions at most. Default 5. */
  readonly count?: number | undefined
  /** Probability that goes to the user's own last words, from 0 to below 1. Default 0.1. */
  readonly ownShare?: number | undefined
  /** How many of them are kept a key. Default 200. */
  readonly ownWords?: number | undefined
  /** Longer texts are refused. Default 10,000 UTF-16 units a tick. */
  readonly maxLength?: number | undefined
}

export interface Suggested<T> {
  readonly tick: T
  /** The word that is being typed, as far as it is. */
  readonly typed: string
  /** The likeliest first. */
  readonly suggestions: readonly Suggestion[]
  /** That the word is among the suggestions. */
  readonly probability: number
}

/**
 * Says after every keystroke which word may come next, or how the one begun may go on; the key is whoever types.
 *
 * 1. The network steps once a word; letters only narrow down the words. Backspace goes back over the last five words.
 * 2. What was suggested for a word and not taken is not suggested again for that word.
 * 3. The user's own last words, known to the model or not, are mixed in; they are part of the key record.
 *
 * @param model a model of tokens with a tied `next` head, or the name of one (in a pipeline)
 * @example keystrokes$.pipe(suggest(model, { key: t => t.user, text: t => t.sign }))
 */
export function suggest<T>(model: Model | string, options: SuggestOptions<T> = {}): OperatorFunction<T, Suggested<T>> {
  return standalone(
    options,
    keyed((scope) => createOperator(scope, model, options)),
  )
}

interface Work {
  readonly i: number
  readonly typing: TypingState
  readonly steps: Generator<TypingStep>
}

function createOperator<T>(
  scope: Scope,
  of: Model | string,
  { text = textOf, count = 5, ownShare = 0.1, ownWords = 200, maxLength = 10_000 }: SuggestOptions<T>,
): KeyedOperator<T, TypingState, Suggested<T>> {
  const model = modelOf(scope, of)
  const { spec, fingerprint } = model
  if (spec.input.kind !== 'tokens' || spec.head.kind !== 'next' || spec.head.vocabulary !== 'input')
    throw notNext(model)
  const words = new TypingWords(model, spec.input, spec.head.silent ?? [])
  const { sentenceEnd } = spec.head
  const taking = { stateSize: words.stateSize, sentenceEnd, ownWords }
  return {
    name: 'suggest',
    section: (id) => typingSection(id, fingerprint, words.stateSize),
    run(ticks, states, emit, failing) {
      const results = new Array<Suggested<T>>(ticks.length)
      for (const wave of toWaves(states)) {
        const work = wave.map((i): Work => {
          failing(i)
          const typed = checkText(text(ticks[i]!), maxLength)
          return { i, typing: states[i]!, steps: takeTyped(states[i]!, typed, taking) }
        })
        stepAll(work, words, failing)
        for (const part of toParts(work, words.maxRows)) {
          sumAll(part, words, failing)
          for (const { i, typing } of part) {
            const prefix = splitWords(typing.typed)[0]?.text ?? ''
            const suggestions = rankWords(words, typing, prefix, { count, ownShare, ownWords })
            typing.shown.push(...suggestions.map(({ word }) => word))
            const probability = suggestions.reduce((sum, suggestion) => sum + suggestion.probability, 0)
            results[i] = { tick: ticks[i]!, typed: typing.typed, suggestions, probability }
          }
        }
      }
      results.forEach((result, i) => emit(i, result))
    },
    close: () => words.close(),
  }
}

/** Runs everybody's typing to its end, the steps that are due side by side. */
function stepAll(work: readonly Work[], words: TypingWords, failing: (i: number) => void): void {
  let waiting = [...work]
  while (waiting.length > 0) {
    const due = waiting.flatMap((one) => {
      failing(one.i)
      const next = one.steps.next()
      return next.done ? [] : [{ one, ...next.value }]
    })
    for (let from = 0; from < due.length; from += words.maxRows) {
      const part = due.slice(from, from + words.maxRows)
      const isFinite = words.step(
        part.map(({ state }) => state),
        part.map(({ token }) => token),
      )
      if (isFinite) continue
      failing(part.find(({ state }) => !state.every(Number.isFinite))!.one.i)
      throw nonFinite()
    }
    waiting = due.map(({ one }) => one)
  }
}

const isDue = ({ typing }: Work) => typing.boundaries.at(-1)!.logSum === undefined

/** Those whose sum is not known, `maxRows` of them at a time, then all others: sums are used while their logits are there. */
function toParts(work: readonly Work[], maxRows: number): Work[][] {
  const due = work.filter(isDue)
  const parts: Work[][] = []
  for (let from = 0; from < due.length; from += maxRows) parts.push(due.slice(from, from + maxRows))
  parts.push(work.filter((one) => !isDue(one)))
  return parts
}

/** Fills in the sums over all words where they are not known yet. */
function sumAll(part: readonly Work[], words: TypingWords, failing: (i: number) => void): void {
  const due = part.filter(isDue)
  if (due.length === 0) return
  const sums = words.logSums(due.map(({ typing }) => typing.boundaries.at(-1)!.state))
  due.forEach(({ i, typing }, row) => {
    failing(i)
    if (!Number.isFinite(sums[row]!)) throw nonFinite()
    typing.boundaries.at(-1)!.logSum = sums[row]!
  })
}

function nonFinite(): TickFailure {
  return new TickFailure('non-finite', {
    expected: 'a finite hidden state and finite probabilities',
    received: 'NaN or an infinity after a word',
    action: 'The tick is left out; look at the weights of the model.',
  })
}

function notNext({ spec: { name, input, head } }: Model): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected: 'a model of tokens with a next head over the same tokens',
    received: `model "${name}" of ${input.kind} with a ${head.kind} head`,
    action: 'Train one with trainNext, or name the shipped one: typing.',
  })
}
