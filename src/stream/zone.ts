import { TickwiseError } from '../errors.ts'

const fixedOffset = /^(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?$/

/** Milliseconds that a zone written as UTC, Z or an offset is ahead of UTC; NaN where it is none of these. */
export function zoneOffset(zone: string): number {
  if (zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0
  const match = fixedOffset.exec(zone)
  const hours = Number(match?.[2])
  const minutes = Number(match?.[3] ?? 0)
  if (match === null || hours > 14 || minutes > 59) return NaN
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}

/**
 * The same for a zone that somebody configured. Fixed offsets only: named zones change with the tables of the engine
 * that runs, and a replay on another one would read other times.
 */
export function parseZone(zone: string): number {
  const offset = zoneOffset(zone)
  if (!Number.isNaN(offset)) return offset
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a time zone with a fixed offset, UTC or like +02:00',
    received: `"${zone}"`,
    action: 'Named zones are not supported: convert the times to UTC, or give the offset that the file was written in.',
  })
}
