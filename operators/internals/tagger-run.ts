import { TickFailure } from '../../src/turn/tick-failure.ts'
import type { Token } from '../../src/text/split-words.ts'
import type { TaggedDocument } from './tagged-document.ts'
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

/** Behind a document's last tick. */
const none = -1
const idle = 1
const ends = 2
let runs = 0

/** One turn of a tagger: documents step side by side, a token at a time each. */
export class TaggerRun<T> {
  readonly #steps: TaggerSteps
  readonly #classes: readonly string[]
  readonly #failing: (i: number) => void
  readonly #id = ++runs
  readonly #documents: TaggedDocument[] = []
  // Of each tick: its tokens and what they said, the next tick of its document, whether the document before it ended by
  // silence and whether it ends here, and the answers.
  readonly #ticks: readonly T[]
  readonly #tokens: (readonly Token[])[]
  readonly #said: ClassifiedToken[][]
  readonly #next: Int32Array
  readonly #flags: Uint8Array
  readonly #answers: Classified<T>[]
  readonly #idle = new Map<number, Classified<T>>()

  constructor(
    steps: TaggerSteps,
    classes: readonly string[],
    ticks: readonly T[],
    failing: (i: number) => void = () => undefined,
  ) {
    this.#steps = steps
    this.#classes = classes
    this.#failing = failing
    this.#ticks = ticks
    this.#tokens = new Array<readonly Token[]>(ticks.length)
    this.#said = new Array<ClassifiedToken[]>(ticks.length)
    this.#next = new Int32Array(ticks.length).fill(none)
    this.#flags = new Uint8Array(ticks.length)
    this.#answers = new Array<Classified<T>>(ticks.length)
  }

  /** Plans tick i, for i ascending. `isIdle`: the document before it has ended by silence. `isLast`: it ends with this tick. */
  add(i: number, tokens: readonly Token[], document: TaggedDocument, isIdle: boolean, isLast: boolean): void {
    this.#tokens[i] = tokens
    this.#flags[i] = (isIdle ? idle : 0) + (isLast ? ends : 0)
    if (document.run === this.#id) this.#next[document.last] = i
    else {
      document.run = this.#id
      document.tick = i
      document.done = 0
      this.#documents.push(document)
    }
    document.last = i
  }

  /** Advances all documents to the end of what was planned: as many at a time as step together, others as those end. */
  advance(): void {
    const documents = this.#documents
    const { maxRows } = this.#steps
    const active: TaggedDocument[] = []
    for (let next = 0; ;) {
      let left = 0
      for (const document of active) if (this.#isWaiting(document)) active[left++] = document
      active.length = left
      for (; left < maxRows && next < documents.length; next++) {
        if (this.#isWaiting(documents[next]!)) left = active.push(documents[next]!)
      }
      if (left === 0) return
      this.#step(active)
    }
  }

  /** Gives each tick's answers, in order. */
  emit(emit: (i: number, answer: Classified<T>) => void): void {
    const answers = this.#answers
    for (let i = 0; i < answers.length; i++) {
      const before = this.#idle.size > 0 ? this.#idle.get(i) : undefined
      if (before) emit(i, before)
      emit(i, answers[i]!)
    }
  }

  #step(documents: readonly TaggedDocument[]): void {
    const steps = this.#steps
    const tokens = this.#tokens
    for (let row = 0; row < documents.length; row++) {
      const document = documents[row]!
      // Asked before the token counts.
      steps.saidOf(document)
      steps.enter(row, tokens[document.tick]![document.done]!.text, document)
    }
    steps.step(documents.length)
    for (let row = 0; row < documents.length; row++) {
      const document = documents[row]!
      const i = document.tick
      const before = steps.saidOf(document)
      if (!steps.leave(row, document)) {
        this.#failing(i)
        throw nonFinite()
      }
      const probabilities = steps.saidOf(document)
      const moved = probabilities.slice()
      for (let c = 0; c < moved.length; c++) moved[c]! -= before[c]!
      const token = tokens[i]![document.done++]!
      const said = { text: token.text, from: token.from, to: token.to, probabilities, moved }
      // An array that begins with one element has room for one: most ticks bring one word.
      if (document.done === 1) this.#said[i] = [said]
      else this.#said[i]!.push(said)
    }
  }

  /** Gives the answers that are due before the document's next token; says whether there is one. */
  #isWaiting(document: TaggedDocument): boolean {
    for (; document.tick !== none; document.tick = this.#next[document.tick]!, document.done = 0) {
      const i = document.tick
      const flags = this.#flags[i]!
      if (document.done === 0 && (flags & idle) !== 0) this.#idle.set(i, this.#answer(document, i, [], 'idle'))
      if (document.done < this.#tokens[i]!.length) return true
      const said = document.done === 0 ? [] : this.#said[i]!
      this.#answers[i] = this.#answer(document, i, said, (flags & ends) !== 0 ? 'marker' : undefined)
    }
    return false
  }

  #answer(
    document: TaggedDocument,
    i: number,
    tokens: readonly ClassifiedToken[],
    ended: 'marker' | 'idle' | undefined,
  ): Classified<T> {
    const probabilities = this.#steps.saidOf(document)
    let best = 0
    for (let c = 1; c < probabilities.length; c++) if (probabilities[c]! > probabilities[best]!) best = c
    const label = this.#classes[best]!
    const count = this.#steps.countOf(document)
    const tick = this.#ticks[i]!
    const answer = { tick, label, probability: probabilities[best]!, probabilities, tokens, count }
    if (ended === undefined) return answer
    this.#steps.reset(document)
    return { ...answer, ended }
  }
}

function nonFinite(): TickFailure {
  return new TickFailure('non-finite', {
    expected: 'a finite hidden state and finite outputs',
    received: 'NaN or an infinity after a token',
    action: 'The tick is left out; look at the weights of the model.',
  })
}
