/** What is kept of each writer, of so many at most: the one who was silent longest is forgotten. */
export class Writers<W> {
  readonly #most: number
  readonly #create: (key: string) => W
  readonly #writers = new Map<string, W>()
  #seen = 0

  /** `create` gets a key that no writer had before. */
  constructor(most: number, create: (key: string) => W) {
    this.#most = most
    this.#create = create
  }

  of(name: string): W {
    const writer = this.#writers.get(name) ?? this.#create(`${this.#seen++}`)
    this.#writers.delete(name)
    this.#writers.set(name, writer)
    if (this.#writers.size > this.#most) this.#writers.delete(this.#writers.keys().next().value!)
    return writer
  }
}
