import { TickwiseError } from '../../errors.ts'

/** Words of the control block. */
const [started, claimed, finished, failed, index] = [0, 1, 2, 3, 4] as const
/** A claim holds its turn beside the shard, so that a thread that comes late can't take a shard of the next one. */
const shardBits = 10
export const mostShards = (1 << shardBits) - 1
const turnMask = 0xf_ffff
const closed = -1
/** A thread that says nothing for so long has died. */
const patienceMs = 300_000
/** The other threads are rarely further behind than this, and a thread that sleeps takes a twentieth of a turn to wake. */
const awakeMs = 0.5

/**
 * How threads share out the shards of a chunk: whoever is free takes the next one. Which thread that is changes no bits, as
 * each shard has its own place for what it gives.
 */
export class ShardTurns {
  readonly #control: Int32Array
  readonly #shards: number

  constructor(control: Int32Array, shards: number) {
    this.#control = control
    this.#shards = shards
  }

  /** Main thread: everything for a chunk is in place. Returns the turn, to claim shards of. */
  begin(chunk: number): number {
    const turn = (Atomics.load(this.#control, started) + 1) & turnMask
    Atomics.store(this.#control, finished, 0)
    Atomics.store(this.#control, index, chunk)
    Atomics.store(this.#control, claimed, turn << shardBits)
    Atomics.store(this.#control, started, turn)
    Atomics.notify(this.#control, started)
    return turn
  }

  /** Other threads: waits for the turn after `last`; undefined when there will be none. */
  next(last: number): number | undefined {
    this.#waitWhile(started, last)
    const turn = Atomics.load(this.#control, started)
    return turn === closed ? undefined : turn
  }

  /** Which chunk of the training a turn is about, for who has claimed a shard of it. */
  get chunk(): number {
    return Atomics.load(this.#control, index)
  }

  /** Takes a shard of a turn; undefined when all are taken. */
  claim(turn: number): number | undefined {
    for (;;) {
      const claim = Atomics.load(this.#control, claimed)
      const shard = claim & mostShards
      if (claim >> shardBits !== turn || shard >= this.#shards) return undefined
      if (Atomics.compareExchange(this.#control, claimed, claim, claim + 1) === claim) return shard
    }
  }

  finish(): void {
    Atomics.add(this.#control, finished, 1)
    Atomics.notify(this.#control, finished)
  }

  /** A thread that can't go on lets the main thread know. */
  fail(): void {
    Atomics.store(this.#control, failed, 1)
    this.finish()
  }

  /** Main thread: waits until every shard is done. Throws `TRAINING_FAILED` when a thread failed or died. */
  join(): void {
    for (;;) {
      const done = Atomics.load(this.#control, finished)
      if (Atomics.load(this.#control, failed) === 1) throw lost('an error in a thread')
      if (done === this.#shards) return
      if (!this.#waitWhile(finished, done, patienceMs)) throw lost('no answer')
    }
  }

  /** Waits until a word is no longer `value`; false when that takes longer than `ms`. Awake at first, then asleep. */
  #waitWhile(word: number, value: number, ms?: number): boolean {
    for (const end = performance.now() + awakeMs; performance.now() < end;) {
      if (Atomics.load(this.#control, word) !== value) return true
    }
    return Atomics.wait(this.#control, word, value, ms) !== 'timed-out'
  }

  close(): void {
    Atomics.store(this.#control, started, closed)
    Atomics.notify(this.#control, started)
  }
}

function lost(received: string): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: 'every thread of the training to do its part',
    received,
    action: 'Resume with one thread; what the thread had to say is on standard error.',
  })
}
