import { TickwiseError } from '../errors.ts'
import { civilTime } from './civil-time.ts'
import { compileTimePattern } from './time-pattern.ts'
import { parseZone, zoneOffset } from './zone.ts'

/** How a time is written, and where: the zone counts only for texts that carry none of their own. */
export interface TimeFormat {
  /** `iso`, `epoch-ms`, `epoch-s`, or a pattern such as `MMM d yyyy` or `dd/MM/yyyy HH:mm`. Default: `iso`. */
  readonly format?: string | undefined
  /** `UTC` (the default) or an offset such as `+02:00`. */
  readonly zone?: string | undefined
}

/** Milliseconds since the epoch; NaN where the text is no such time. */
export type TimeParser = (text: string) => number

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/
const epoch = /^-?\d{1,15}(?:\.\d{1,9})?$/
const maxEpochMs = 8.64e15

export function createTimeParser({ format = 'iso', zone = 'UTC' }: TimeFormat): TimeParser {
  const zoneMs = parseZone(zone)
  if (format === 'iso') return remember((text) => parseIso(text, zoneMs))
  if (format === 'epoch-ms') return (text) => parseEpoch(text, 1)
  if (format === 'epoch-s') return (text) => parseEpoch(text, 1000)
  const pattern = compileTimePattern(format)
  if (pattern === undefined) {
    throw new TickwiseError('CONFIG_INVALID', {
      expected: 'a time format: iso, epoch-ms, epoch-s, or a pattern with year, month and day',
      received: `"${format}"`,
      action: 'Write it with yyyy, MM or MMM, dd, HH, mm and ss, as in "dd/MM/yyyy HH:mm".',
    })
  }
  return remember((text) => pattern(text, zoneMs))
}

/** Many rows in a row carry the same time: one for each key. */
function remember(parse: TimeParser): TimeParser {
  let lastText: string | undefined
  let last = NaN
  return (text) => {
    if (text !== lastText) {
      last = parse(text)
      lastText = text
    }
    return last
  }
}

function parseEpoch(text: string, scale: number): number {
  if (!epoch.test(text)) return NaN
  const ms = Math.round(Number(text) * scale)
  return Math.abs(ms) <= maxEpochMs ? ms : NaN
}

function parseIso(text: string, zoneMs: number): number {
  const match = iso.exec(text)
  if (match === null) return NaN
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', offset] = match
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  return civilTime(
    [Number(year), Number(month), Number(day), Number(hour), Number(minute), Number(second), ms],
    offset === undefined ? zoneMs : zoneOffset(offset),
  )
}
