import type { GroupOffsets } from './group-offsets.ts'
import type { GroupReceipt } from './group-member.ts'

interface Waiting {
  readonly receipt: GroupReceipt
  readonly next: Map<string, number>
  readonly done: Promise<void>
}

/**
 * Commits offsets outside of transactions, one request after the other, so that none goes back. What comes while a
 * request is under way goes along with the next: a broker takes 5 ms by default to gather such writes.
 */
export class OffsetQueue {
  readonly #offsets: GroupOffsets
  #last: Promise<void> = Promise.resolve()
  #waiting: Waiting | undefined

  constructor(offsets: GroupOffsets) {
    this.#offsets = offsets
  }

  /** Ends when a request with these offsets, or later ones of the same member, has. Throws as `GroupOffsets.commit`. */
  commit(receipt: GroupReceipt, next: ReadonlyMap<string, number>): Promise<void> {
    const waiting = this.#waiting
    if (waiting?.receipt.generationId === receipt.generationId && waiting.receipt.memberId === receipt.memberId) {
      for (const [id, offset] of next) waiting.next.set(id, offset)
      return waiting.done
    }
    const own: Waiting = { receipt, next: new Map(next), done: this.#last.then(() => this.#send(own)) }
    this.#last = own.done.catch(() => undefined)
    return (this.#waiting = own).done
  }

  #send(waiting: Waiting): Promise<void> {
    if (this.#waiting === waiting) this.#waiting = undefined
    return this.#offsets.commit(waiting.receipt, waiting.next)
  }
}
