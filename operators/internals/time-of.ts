import { currentTick } from '../../src/turn/current-turn.ts'
import { TickFailure } from '../../src/turn/tick-failure.ts'

/** Event time of a tick: by the user's function, or as the source gave it. Milliseconds since the epoch. */
export function timeOf<T>(tick: T, eventTime: ((tick: T) => number) | undefined): number {
  const time = eventTime === undefined ? currentTick()?.eventTime : eventTime(tick)
  if (time !== undefined && Number.isFinite(time)) return time
  throw new TickFailure('failed', {
    expected: 'a tick with an event time, in milliseconds since the epoch',
    received: String(time),
    action: 'Say where it is: { eventTime: t => t.time }, here or at the source.',
  })
}
