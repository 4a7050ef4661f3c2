/** Counts of what came after a context, and of how often each word did. */
interface Followers {
  total: number
  readonly counts: Map<number, number>
}

const orders = 3

/**
 * The baseline of every model of the next word: an interpolated trigram with modified Kneser-Ney smoothing (Chen and Goodman
 * 1999): three discounts an order, lower orders counted by distinct contexts. For measuring only.
 */
export class KneserNey {
  readonly #words: number
  /** By order, 1 to 3: context key to followers. */
  readonly #followers: Map<number, Followers>[] = []
  readonly #discounts: [number, number, number][] = []

  constructor(words: Int32Array, vocabulary: number) {
    this.#words = vocabulary
    const grams: Map<number, Map<number, number>>[] = Array.from(
      { length: orders },
      () => new Map<number, Map<number, number>>(),
    )
    const add = (order: number, context: number, word: number) => {
      const found = grams[order]!.get(context) ?? new Map<number, number>()
      found.set(word, (found.get(word) ?? 0) + 1)
      grams[order]!.set(context, found)
    }
    for (let i = 2; i < words.length; i++) add(2, this.#key(words[i - 2]!, words[i - 1]!), words[i]!)
    // A lower order counts in how many different contexts a word was seen.
    for (const [context, found] of grams[2]!) for (const word of found.keys()) add(1, context % vocabulary, word)
    for (const found of grams[1]!.values()) for (const word of found.keys()) add(0, 0, word)
    for (const contexts of grams) {
      const [n1, n2, n3, n4] = countsOfCounts(contexts)
      const y = n1 / (n1 + 2 * n2)
      this.#discounts.push([1 - (2 * y * n2) / n1, 2 - (3 * y * n3) / n2, 3 - (4 * y * n4) / Math.max(1, n3)])
      const followers = new Map<number, Followers>()
      for (const [context, counts] of contexts) {
        followers.set(context, { total: [...counts.values()].reduce((a, b) => a + b, 0), counts })
      }
      this.#followers.push(followers)
    }
  }

  /** Probabilities of all words after two others, [words]. */
  after(before: number, last: number, into: Float64Array): void {
    into.fill(1 / this.#words)
    this.#mix(0, 0, into)
    this.#mix(1, last, into)
    this.#mix(2, this.#key(before, last), into)
  }

  #key(before: number, last: number): number {
    return before * this.#words + last
  }

  /** into = discounted counts of an order + what they leave * into. */
  #mix(order: number, context: number, into: Float64Array): void {
    const found = this.#followers[order]!.get(context)
    if (found === undefined) return
    const discounts = this.#discounts[order]!
    let left = 0
    for (const count of found.counts.values()) left += discounts[Math.min(count, 3) - 1]!
    const share = left / found.total
    for (let word = 0; word < into.length; word++) into[word]! *= share
    for (const [word, count] of found.counts) into[word]! += (count - discounts[Math.min(count, 3) - 1]!) / found.total
  }
}

function countsOfCounts(contexts: ReadonlyMap<number, ReadonlyMap<number, number>>): [number, number, number, number] {
  const found: [number, number, number, number] = [0, 0, 0, 0]
  for (const counts of contexts.values()) for (const count of counts.values()) if (count <= 4) found[count - 1]!++
  return found
}
