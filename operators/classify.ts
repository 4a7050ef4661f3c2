import type { OperatorFunction } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import type { Model } from '../src/model/model.ts'
import { currentTick } from '../src/turn/current-turn.ts'
import type { Scope } from '../src/turn/scope.ts'
import type { KeyedOperator } from '../src/turn/stage.ts'
import { checkText } from './internals/check-text.ts'
import { clockLength, readClock, writeClock } from './internals/event-clock.ts'
import { modelOf } from './internals/features-of.ts'
import { keyed } from './internals/keyed.ts'
import { standalone, type StandaloneOptions } from './internals/standalone.ts'
import { documentSection, type TaggedDocument } from './internals/tagged-document.ts'
import { TaggerRun, type Classified } from './internals/tagger-run.ts'
import { TaggerSteps } from './internals/tagger-steps.ts'
import { textOf } from './internals/text-of.ts'

export type { Classified, ClassifiedToken } from './internals/tagger-run.ts'

export interface ClassifyOptions<T> extends StandaloneOptions<T> {
  /** The words that a tick brings, one or many. Default: the tick itself, or its `text`, `word` or `value`. */
  readonly text?: ((tick: T) => string) | undefined
  /** Whether the document ends with this tick; the next one begins a new document. Default: its `end`, where it is true. */
  readonly end?: ((tick: T) => boolean) | undefined
  /** A document also ends when its key is silent for longer than this, by event time; seen at the key's next tick. */
  readonly idleMs?: number | undefined
  /** Longer texts are refused. Default 100,000 UTF-16 units a tick. */
  readonly maxLength?: number | undefined
}

const defaultMaxLength = 100_000

/**
 * Says after every word which class a document is of; the key is the document or the conversation.
 *
 * 1. Splits each tick's text into tokens, and advances the state of the tick's key by each of them: nothing is ever
 *    computed from the start again. A word does not go on in the next tick.
 * 2. Emits each tick with the classes' probabilities after its last token, and for each token how far it moved them. A text
 *    without tokens moves nothing.
 * 3. At the end of a document (`end`, or `idleMs`) says so and forgets it. An idle end is seen at the key's next tick, and is
 *    emitted before that tick's own answer.
 *
 * @param model a model of tokens with a `label` head, or the name of one (in a pipeline)
 * @example reviews$.pipe(classify(model, { key: t => t.review, text: t => t.word }))
 */
export function classify<T>(
  model: Model | string,
  options: ClassifyOptions<T> = {},
): OperatorFunction<T, Classified<T>> {
  return standalone(
    options,
    keyed((scope) => createOperator(scope, model, options)),
  )
}

function createOperator<T>(
  scope: Scope,
  of: Model | string,
  { text = textOf, end = endOf, idleMs, maxLength = defaultMaxLength }: ClassifyOptions<T>,
): KeyedOperator<T, TaggedDocument, Classified<T>> {
  const model = modelOf(scope, of)
  const { spec, fingerprint } = model
  if (spec.input.kind !== 'tokens' || spec.head.kind !== 'label') throw noTagger(model)
  const { classes } = spec.head
  const steps = new TaggerSteps(model, spec.input)
  const clock = steps.length
  return {
    name: 'classify',
    section: (id) => documentSection({ id, version: 1, stamp: fingerprint, length: clock + clockLength }),
    run(ticks, documents, emit, failing) {
      const run = new TaggerRun<T>(steps, classes, ticks, failing)
      for (let i = 0; i < ticks.length; i++) {
        failing(i)
        const tick = ticks[i]!
        const document = documents[i]!
        const last = readClock(document.state, clock)
        const now = currentTick()?.eventTime
        const isIdle = idleMs !== undefined && last !== undefined && now !== undefined && now - last > idleMs
        run.add(i, steps.split(checkText(text(tick), maxLength)), document, isIdle, end(tick))
        writeClock(document.state, clock, now)
      }
      run.advance()
      run.emit(emit)
    },
    close: () => steps.close(),
  }
}

function endOf(tick: unknown): boolean {
  return typeof tick === 'object' && tick !== null && 'end' in tick && tick.end === true
}

function noTagger({ spec: { name, input, head } }: Model): TickwiseError {
  return new TickwiseError('MODEL_INVALID', {
    expected: 'a model of tokens with a label head',
    received: `model "${name}" of ${input.kind} with a ${head.kind} head`,
    action: 'Train one with trainTagger, or take infer() for a network of numbers.',
  })
}
