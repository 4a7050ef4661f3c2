/** What is shown of a demo of text, in the terminal and on its page. */
export interface TextAnswer {
  /** What came of the text, for people, as `tickwise predict` has it. */
  readonly describe: () => string
  /** The same for programs and the page. */
  readonly facts: object
  /** What the text would be with each word that is offered. */
  readonly picks: readonly string[]
}

/** A demo in which somebody writes. Each writer (a page, the terminal) has a state of its own. */
export interface TextDemo {
  readonly name: 'reviews' | 'typing'
  readonly title: string
  /** What the page is told once: the model, and how the figures are to be read. */
  readonly about: object
  /**
   * Takes in what a writer's text is by now and answers; only what is new advances the writer's state.
   * `done`: nothing is being typed at the moment, so that the last word counts, too.
   */
  write(writer: string, text: string, done: boolean): TextAnswer
  close(): void
}

/** Longer texts are cut: it is a demo, and one that answers in no time. */
export const mostSigns = 20_000
/** Writers whose state is kept; the one who wrote least recently goes first. */
export const mostWriters = 64
