import type { Classified, ClassifiedToken } from '../../../../operators/classify.ts'

export interface ReviewTick {
  readonly key: string
  readonly text: string
  readonly end?: boolean
}

type Ask = (tick: ReviewTick) => Classified<ReviewTick>

/**
 * A review that somebody is writing, as a stream: words are ticks as soon as a space follows them. What is only added
 * advances the state; a change of what was said ends the document and says it anew.
 */
export class WrittenReview {
  readonly #key: string
  readonly #ask: Ask
  #said = ''
  #tokens: ClassifiedToken[] = []

  constructor(key: string, ask: Ask) {
    this.#key = key
    this.#ask = ask
  }

  /** The state after `text`, with all tokens so far; the word that is being typed only counts when `done`. */
  write(text: string, done: boolean): Classified<ReviewTick> {
    const said = done ? text : text.slice(0, text.search(/\S*$/))
    if (!goesOn(said, this.#said)) this.#forget()
    const from = this.#said.length
    const answer = this.#ask({ key: this.#key, text: said.slice(from) })
    for (const token of answer.tokens) this.#tokens.push({ ...token, from: token.from + from, to: token.to + from })
    this.#said = said
    return { ...answer, tokens: [...this.#tokens] }
  }

  #forget(): void {
    this.#ask({ key: this.#key, text: '', end: true })
    this.#said = ''
    this.#tokens = []
  }
}

/** Whether a text is the one before and then more, the last word of it still ending there. */
function goesOn(text: string, before: string): boolean {
  return (
    text.startsWith(before) &&
    (before === '' || text.length === before.length || /\s$/.test(before) || /\s/.test(text[before.length]!))
  )
}
