import { TickwiseError } from '../errors.ts'
import { civilTime } from './civil-time.ts'
import { loadNamedZone, unknownZone } from './named-zone.ts'
import { compileTimePattern } from './time-pattern.ts'
import { fixedZone, zoneOffset, type Zone } from './zone.ts'

/** How a time is written, and where: the zone counts only for texts that carry no offset of their own. */
export interface TimeFormat {
  /** `iso`, `epoch-ms`, `epoch-s`, or a pattern such as `MMM d yyyy` or `dd/MM/yyyy HH:mm`. Default: `iso`. */
  readonly format?: string | undefined
  /**
   * `UTC` (the default), an offset such as `+02:00`, or an IANA name such as `Europe/Zurich`. Where clocks were set
   * back, a time that occurred twice is the earlier one; write the offset into the text where the other hour counts. A
   * time that clocks skipped is refused as malformed. A date without a time is the first moment of that day.
   */
  readonly zone?: string | undefined
}

export interface TimeParser {
  /** To be awaited before the first time: gets the rules of a named zone. Errors: `CONFIG_INVALID` for no such zone. */
  load(): Promise<void>
  /** Milliseconds since the epoch; NaN where the text is no such time. */
  parse(text: string): number
  /** What the text is for which `parse` gave NaN, as in `"31/04/2024" is …`. */
  problem(text: string): string
}

/** Milliseconds since the epoch of a text at a zone; NaN where it does not fit. */
type TimeReader = (text: string, zone: Zone) => number

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)? ?(Z|[+-]\d\d(?::?\d\d)?)?$/
const epoch = /^-?\d{1,15}(?:\.\d{1,9})?$/
const maxEpochMs = 8.64e15

/** Errors: `CONFIG_INVALID` for a format or an offset that can't be. */
export function createTimeParser({ format = 'iso', zone = 'UTC' }: TimeFormat): TimeParser {
  return new ZonedTimeParser(timeReader(format), zone)
}

class ZonedTimeParser implements TimeParser {
  readonly #read: TimeReader
  readonly #name: string
  #zone: Zone | undefined
  #lastText: string | undefined
  #last = NaN

  constructor(read: TimeReader, zone: string) {
    this.#read = read
    this.#name = zone
    const offset = zoneOffset(zone)
    if (!Number.isNaN(offset)) this.#zone = fixedZone(offset)
    else if (!/^[A-Za-z]/.test(zone)) throw unknownZone(zone, [])
  }

  async load(): Promise<void> {
    this.#zone ??= await loadNamedZone(this.#name)
  }

  parse(text: string): number {
    // Many rows in a row carry the same time: one for each key.
    if (text === this.#lastText) return this.#last
    this.#last = this.#read(text, this.#loaded())
    this.#lastText = text
    return this.#last
  }

  problem(text: string): string {
    const localMs = this.#read(text, fixedZone(0))
    return Number.isNaN(localMs) ? 'no time in the format given' : this.#loaded().problem(localMs)
  }

  #loaded(): Zone {
    if (this.#zone !== undefined) return this.#zone
    throw new TickwiseError('SOURCE_FAILED', {
      expected: `the rules of ${this.#name}`,
      received: 'a time to read before they were loaded',
      action: 'Await load() of the parser when the source opens.',
    })
  }
}

function timeReader(format: string): TimeReader {
  if (format === 'iso') return parseIso
  if (format === 'epoch-ms') return (text) => parseEpoch(text, 1)
  if (format === 'epoch-s') return (text) => parseEpoch(text, 1000)
  const pattern = compileTimePattern(format)
  if (pattern !== undefined) return pattern
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a time format: iso, epoch-ms, epoch-s, or a pattern with year, month and day',
    received: `"${format}"`,
    action: 'Write it with yyyy, MM or MMM, dd, HH, mm and ss, as in "dd/MM/yyyy HH:mm".',
  })
}

function parseEpoch(text: string, scale: number): number {
  if (!epoch.test(text)) return NaN
  const ms = Math.round(Number(text) * scale)
  return Math.abs(ms) <= maxEpochMs ? ms : NaN
}

function parseIso(text: string, zone: Zone): number {
  const match = iso.exec(text)
  if (match === null) return NaN
  const [, year, month, day, hour, minute = '0', second = '0', fraction = '', offset] = match
  const ms = Number(fraction.slice(0, 3).padEnd(3, '0'))
  const localMs = civilTime([
    Number(year),
    Number(month),
    Number(day),
    Number(hour ?? 0),
    Number(minute),
    Number(second),
    ms,
  ])
  return offset === undefined ? zone.toUtc(localMs, hour === undefined) : localMs - zoneOffset(offset)
}
