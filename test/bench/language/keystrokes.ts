const listed = 3

/** Words that are neither typed nor offered. */
const special = new Set(['<unk>', 'N', '<eos>'])

/**
 * Counts keystrokes with a list of three words that begin with the letters typed so far: a pick costs one and brings the
 * space; otherwise each letter and the space cost one.
 */
export class Keystrokes {
  readonly #words: readonly string[]
  readonly #repeat: boolean
  /** By prefix: the words that begin so. */
  readonly #beginning = new Map<string, number[]>()
  #typed = 0
  #plain = 0

  /** `repeat` false leaves out what was passed over for this word. */
  constructor(words: readonly string[], { repeat }: { readonly repeat: boolean }) {
    this.#words = words
    this.#repeat = repeat
    words.forEach((word, place) => {
      if (special.has(word)) return
      for (let length = 0; length <= word.length; length++) {
        const prefix = word.slice(0, length)
        const found = this.#beginning.get(prefix)
        if (found) found.push(place)
        else this.#beginning.set(prefix, [place])
      }
    })
  }

  /** One word of the text, and how likely each was ([words], any increasing measure). */
  add(word: number, chances: ArrayLike<number>): void {
    const text = this.#words[word]!
    if (special.has(text)) return
    this.#plain += text.length + 1
    const passed = new Set<number>()
    for (let length = 0; length <= text.length; length++) {
      const list = this.#best(text.slice(0, length), chances, passed)
      if (list.includes(word)) {
        this.#typed += length + 1
        return
      }
      if (!this.#repeat) for (const place of list) passed.add(place)
    }
    this.#typed += text.length + 1
  }

  /** The share of keystrokes that the list saved. */
  get saved(): number {
    return 1 - this.#typed / this.#plain
  }

  #best(prefix: string, chances: ArrayLike<number>, passed: ReadonlySet<number>): number[] {
    const best: number[] = []
    for (const place of this.#beginning.get(prefix) ?? []) {
      if (passed.has(place)) continue
      if (best.length === listed && chances[place]! <= chances[best.at(-1)!]!) continue
      let at = best.length
      while (at > 0 && chances[place]! > chances[best[at - 1]!]!) at--
      best.splice(at, 0, place)
      if (best.length > listed) best.pop()
    }
    return best
  }
}
