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

/** What one document's state does next: step by a token, answer for a tick, or be forgotten. */
type Job =
  | { readonly kind: 'token'; readonly i: number; readonly token: Token; readonly into: ClassifiedToken[] }
  | {
      readonly kind: 'answer'
      readonly i: number
      readonly tokens: ClassifiedToken[]
      readonly ended?: 'marker' | 'idle'
    }

interface Document {
  readonly state: Float32Array
  readonly jobs: Job[]
  next: number
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
    const { jobs } = this.#documentOf(state)
    if (isIdle) jobs.push({ kind: 'answer', i, tokens: [], ended: 'idle' })
    const into: ClassifiedToken[] = []
    for (const token of tokens) jobs.push({ kind: 'token', i, token, into })
    jobs.push({ kind: 'answer', i, tokens: into, ...(ends && { ended: 'marker' }) })
  }

  /** Advances all documents to the end of what was planned. */
  advance(): void {
    let active = [...this.#documents.values()]
    while (active.length > 0) {
      for (const document of active) this.#answer(document)
      active = active.filter(({ next, jobs }) => next < jobs.length)
      const { maxRows } = this.#steps.stepper
      for (let from = 0; from < active.length; from += maxRows) this.#step(active.slice(from, from + maxRows))
    }
  }

  #documentOf(state: Float32Array): Document {
    const found = this.#documents.get(state)
    if (found) return found
    const document = { state, jobs: [], next: 0, probabilities: toProbabilities(this.#steps.lastLogits(state)) }
    this.#documents.set(state, document)
    return document
  }

  #step(documents: readonly Document[]): void {
    const steps = this.#steps
    documents.forEach(({ state, jobs, next }, row) => {
      const job = jobs[next]!
      if (job.kind === 'token') steps.enter(row, job.token.text, state)
    })
    steps.stepper.step(documents.length)
    documents.forEach((document, row) => {
      const job = document.jobs[document.next++]!
      if (job.kind !== 'token') return
      const isFinite = steps.leave(row, document.state)
      const before = document.probabilities
      const probabilities = toProbabilities(steps.lastLogits(document.state))
      if (!isFinite || !probabilities.every(Number.isFinite)) {
        this.#failing(job.i)
        throw nonFinite()
      }
      document.probabilities = probabilities
      const moved = new Array<number>(probabilities.length)
      for (let c = 0; c < moved.length; c++) moved[c] = probabilities[c]! - before[c]!
      const { text, from, to } = job.token
      job.into.push({ text, from, to, probabilities, moved })
    })
  }

  /** Gives the answers that are due before the document's next token. */
  #answer(document: Document): void {
    const { jobs, state } = document
    for (; document.next < jobs.length; document.next++) {
      const job = jobs[document.next]!
      if (job.kind === 'token') return
      const { probabilities } = document
      let best = 0
      for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
      this.results[job.i]!.push({
        tick: this.#ticks[job.i]!,
        label: this.#classes[best]!,
        probability: probabilities[best]!,
        probabilities,
        tokens: job.tokens,
        count: this.#steps.countOf(state),
        ...(job.ended && { ended: job.ended }),
      })
      if (job.ended === undefined) continue
      this.#steps.reset(state)
      document.probabilities = toProbabilities(this.#steps.lastLogits(state))
    }
  }
}

function nonFinite(): TickFailure {
  return new TickFailure('non-finite', {
    expected: 'a finite hidden state and finite outputs',
    received: 'NaN or an infinity after a token',
    action: 'The tick is left out; look at the weights of the model.',
  })
}
