import type { Tick } from '../stream/tick.ts'

/** The turn being computed. Inside a turn everything is synchronous, so there is at most one. */
export interface Turn {
  readonly ticks: readonly Tick[]
  /** Its states survive the process: nothing in it may hold state elsewhere. */
  readonly durable: boolean
  /** The live states that each tick advances, in the layout's order; filled as ticks are taken in. */
  readonly states: (readonly unknown[])[]
  /** The tick being answered right now, as an index into `ticks`: what an output is attributed to. */
  index: number
}

/** Read it as a live binding; undefined outside of a turn. */
export let currentTurn: Turn | undefined

/** Runs `body` as part of `turn`. Restores what was current before, so that a chain may stand inside another. */
export function inTurn(turn: Turn, body: (turn: Turn) => void): void {
  const before = currentTurn
  currentTurn = turn
  try {
    body(turn)
  } finally {
    currentTurn = before
  }
}

/** The tick that is being answered, for user code that wants its key, event time or position. */
export function currentTick(): Tick | undefined {
  return currentTurn?.ticks[currentTurn.index]
}
