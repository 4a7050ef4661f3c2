import type { DeadLetter } from '../stream/dead-letter.ts'

/** A dead letter as its page shows it. */
export interface LetterView {
  readonly reason: string
  /** What was wrong, in words. */
  readonly message: string
  /** `topic/number` */
  readonly partition: string
  readonly offset: number
  readonly key: string | null
  /** The beginning of what came, as text. */
  readonly text: string
  /** Bytes that came. */
  readonly length: number
}

export interface LettersView {
  /** Of all runs on this state, by reason; the most frequent first. */
  readonly reasons: readonly { readonly reason: string; readonly count: number }[]
  /** The newest first, of this run alone. */
  readonly letters: readonly LetterView[]
}

export interface RecentLetters {
  /** Changes with whatever `read` would say. */
  readonly revision: number
  add(letters: readonly DeadLetter[]): void
  /** Counters of the run; those of dead letters are named `deadLetters.<reason>`. */
  count(counters: Readonly<Record<string, number>>): void
  read(): LettersView
}

const lettersKept = 100
const textKept = 160
const prefix = 'deadLetters.'

/** Keeps the last dead letters of a run, cut to what a page can show. */
export function createRecentLetters(): RecentLetters {
  const letters: LetterView[] = []
  const utf8 = new TextDecoder()
  let counts: Readonly<Record<string, number>> = {}
  let revision = 0
  return {
    get revision() {
      return revision
    },
    add(refused) {
      for (const { reason, message, topic, partition, offset, key, raw, rawLength } of refused.slice(-lettersKept)) {
        const text = utf8.decode(raw.subarray(0, textKept))
        letters.push({
          reason,
          message,
          partition: `${topic}/${partition}`,
          offset,
          key: key ?? null,
          text,
          length: rawLength,
        })
        revision += 1
      }
      letters.splice(0, letters.length - lettersKept)
    },
    count(counters) {
      counts = counters
      // Called in every turn: the counts are sorted out only when somebody looks.
      revision += 1
    },
    read() {
      const reasons = Object.entries(counts)
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, count]) => ({ reason: name.slice(prefix.length), count }))
        .sort((a, b) => b.count - a.count)
      return { reasons, letters: letters.toReversed() }
    },
  }
}
