import type { Suggested } from '../../../../operators/suggest.ts'
import { kindOf, signKind } from '../../../text/letters.ts'

export interface TypingTick {
  readonly key: string
  readonly text: string
}

type Ask = (tick: TypingTick) => Suggested<TypingTick>

/** Word ends that backspace goes back over for certain: the operator keeps the last five. */
const mostTakenBack = 4

/**
 * A text that somebody is typing, as keystrokes: what was taken away comes as backspaces, what was added as it is. A change
 * that reaches further back than the operator remembers is typed anew, under a new key.
 */
export class WrittenText {
  readonly #key: string
  readonly #ask: Ask
  #typed = ''
  #anew = 0
  #last: Suggested<TypingTick> | undefined

  constructor(key: string, ask: Ask) {
    this.#key = key
    this.#ask = ask
  }

  /** The same text again is no keystroke: the answer stays. */
  write(text: string): Suggested<TypingTick> {
    if (this.#last !== undefined && text === this.#typed) return this.#last
    const same = sameSigns(text, this.#typed)
    const taken = [...this.#typed.slice(same)]
    const ends = taken.filter((sign) => kindOf(sign.codePointAt(0)!) < signKind.word).length
    const isFar = ends > mostTakenBack
    if (isFar) this.#anew++
    const keys = isFar ? text : '\b'.repeat(taken.length) + text.slice(same)
    this.#typed = text
    return (this.#last = this.#ask({ key: `${this.#key}/${this.#anew}`, text: keys }))
  }
}

/** Length of what two texts begin with, in whole signs. */
function sameSigns(one: string, other: string): number {
  let at = 0
  while (at < one.length && one[at] === other[at]) at++
  const before = one.charCodeAt(at - 1)
  return before >= 0xd800 && before <= 0xdbff ? at - 1 : at
}
