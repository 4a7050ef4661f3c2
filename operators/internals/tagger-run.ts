import { TickFailure } from '../../src/turn/tick-failure.ts'
import { toProbabilities } from '../../src/text/to-probabilities.ts'
import type { Token } from '../../src/text/split-words.ts'
import type { TaggerSteps } from './tagger-steps.ts'

/** A token of a tick's text, and what it did. */
export interface ClassifiedToken extends Token {
  /** Of each class, after this token. */
  readonly probabilities: readonly number[]
  /** How far this token moved each probability; the sum over classes is 0. */
  readonly moved: readonly number[]
}

/** What is known about a document after a tick. */
export interface Classified<T> {
  readonly tick: T
  /** The most probable class. */
  readonly label: string
  readonly probability: number
  /** Of each class, in the model's order. */
  readonly probabilities: readonly number[]
  /** The tick's own tokens. */
  readonly tokens: readonly ClassifiedToken[]
  /** Tokens of the document so far. */
  readonly count: number
  /** The document is over: this tick said so, or it had ended by silence before this tick. */
  readonly ended?: 'marker' | 'idle'
}

/** What one tick asks of its document: to forget what ended by silence, to step by its tokens, and to be answered. */
interface Job {
  readonly i: number
  readonly isIdle: boolean
  readonly tokens: readonly Token[]
  readonly into: ClassifiedToken[]
  readonly ends: boolean
}

interface Document {
  readonly state: Float32Array
  readonly jobs: Job[]
  /** The job that is under way, and tokens of it that were stepped by. */
  job: number
  done: number
  probabilities: readonly number[]
}

/** One turn of a tagger: documents step side by side, a token at a time each. */
export class TaggerRun<T> {
  /** [ticks]: outputs of each, in order. */
  readonly results: Classified<T>[][] = []
  readonly #steps: TaggerSteps
  readonly #classes: readonly string[]
  readonly #failing: (i: number) => void
  readonly #ticks: T[] = []
  readonly #documents = new Map<Float32Array, Document>()

  constructor(steps: TaggerSteps, classes: readonly string[], failing: (i: number) => void) {
    this.#steps = steps
    this.#classes = classes
    this.#failing = failing
  }

  /** Plans a tick's tokens. `isIdle`: the document before it has ended by silence. */
  add(
    tick: T,
    tokens: readonly Token[],
    state: Float32Array,
    { isIdle, ends }: { isIdle: boolean; ends: boolean },
  ): void {
    const i = this.#ticks.push(tick) - 1
    this.results.push([])
    this.#documentOf(state).jobs.push({ i, isIdle, tokens, into: [], ends })
  }

  /** Advances all documents to the end of what was planned. */
  advance(): void {
    const active = [...this.#documents.values()]
    for (;;) {
      let left = 0
      for (const document of active) if (this.#isWaiting(document)) active[left++] = document
      if (left === 0) return
      active.length = left
      const { maxRows } = this.#steps.stepper
      for (let from = 0; from < left; from += maxRows) this.#step(active, from, Math.min(left, from + maxRows))
    }
  }

  #documentOf(state: Float32Array): Document {
    const found = this.#documents.get(state)
    if (found) return found
    const document = { state, jobs: [], job: 0, done: 0, probabilities: this.#said(state) }
    this.#documents.set(state, document)
    return document
  }

  #step(documents: readonly Document[], from: number, to: number): void {
    const steps = this.#steps
    for (let n = from; n < to; n++) {
      const { state, jobs, job, done } = documents[n]!
      steps.enter(n - from, jobs[job]!.tokens[done]!.text, state)
    }
    steps.stepper.step(to - from)
    for (let n = from; n < to; n++) {
      const document = documents[n]!
      const { state, jobs, job, probabilities: before } = document
      const { i, tokens, into } = jobs[job]!
      const isFinite = steps.leave(n - from, state)
      const probabilities = this.#said(state)
      if (!isFinite || !areFinite(probabilities)) {
        this.#failing(i)
        throw nonFinite()
      }
      document.probabilities = probabilities
      const moved = new Array<number>(probabilities.length)
      for (let c = 0; c < moved.length; c++) moved[c] = probabilities[c]! - before[c]!
      const token = tokens[document.done++]!
      into.push({ text: token.text, from: token.from, to: token.to, probabilities, moved })
    }
  }

  /** Gives the answers that are due before the document's next token; says whether there is one. */
  #isWaiting(document: Document): boolean {
    const { jobs } = document
    for (; document.job < jobs.length; document.job++, document.done = 0) {
      const job = jobs[document.job]!
      if (document.done === 0 && job.isIdle) this.#answer(document, job.i, [], 'idle')
      if (document.done < job.tokens.length) return true
      this.#answer(document, job.i, job.into, job.ends ? 'marker' : undefined)
    }
    return false
  }

  #answer(document: Document, i: number, tokens: readonly ClassifiedToken[], ended?: 'marker' | 'idle'): void {
    const { state, probabilities } = document
    let best = 0
    for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
    this.results[i]!.push({
      tick: this.#ticks[i]!,
      label: this.#classes[best]!,
      probability: probabilities[best]!,
      probabilities,
      tokens,
      count: this.#steps.countOf(state),
      ...(ended && { ended }),
    })
    if (ended === undefined) return
    this.#steps.reset(state)
    document.probabilities = this.#said(state)
  }

  #said(state: Float32Array): number[] {
    return toProbabilities(this.#steps.lastLogits(state))
  }
}

function areFinite(values: readonly number[]): boolean {
  let zero = 0
  for (const value of values) zero += value * 0
  return zero === 0
}

function nonFinite(): TickFailure {
  return new TickFailure('non-finite', {
    expected: 'a finite hidden state and finite outputs',
    received: 'NaN or an infinity after a token',
    action: 'The tick is left out; look at the weights of the model.',
  })
}
