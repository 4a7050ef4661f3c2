const fixedOffset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/

/** How the clocks of a place relate to UTC. */
export interface Zone {
  /**
   * Milliseconds since the epoch of a local time, which is given as if it were UTC; NaN where no clock ever showed it.
   * For a whole day, `localMs` is its midnight and the answer its first moment.
   */
  toUtc(localMs: number, wholeDay: boolean): number
  /** What the clocks showed at a moment in milliseconds since the epoch, as if it were UTC. */
  toLocal(utcMs: number): number
  /** What the local time is that has no UTC, as in `"02:30" is …`. */
  problem(localMs: number): string
}

/** Milliseconds that a zone written as UTC, Z or an offset is ahead of UTC; NaN where it is none of these. */
export function zoneOffset(zone: string): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0
  const match = fixedOffset.exec(zone)
  const hours = Number(match?.[2])
  const minutes = Number(match?.[3] ?? 0)
  if (match === null || hours > 14 || minutes > 59) return NaN
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/** The zone of a fixed offset, where every local time is one moment. */
export function fixedZone(offsetMs: number): Zone {
  return { toUtc: (localMs) => localMs - offsetMs, toLocal: (utcMs) => utcMs + offsetMs, problem: () => 'no time' }
}
