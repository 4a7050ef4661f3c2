import { civilTime } from './civil-time.ts'
import { zoneOffset, type Zone } from './zone.ts'

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthNames = 'january|february|march|april|may|june|july|august|september|october|november|december'

/** Regular expression of each letter group. Names are English: a locale would make the reading depend on the engine. */
const groups: Readonly<Record<string, string>> = {
  yyyy: '(\\d{4})',
  yy: '(\\d{2})',
  MMMM: `(${monthNames})`,
  MMM: `(${months.join('|')}|sept)\\.?`,
  MM: '(\\d{2})',
  M: '(\\d{1,2})',
  dd: '(\\d{2})',
  d: '(\\d{1,2})',
  EEEE: '(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)',
  EEE: '(?:mon|tue|wed|thu|fri|sat|sun)\\.?',
  HH: '(\\d{2})',
  H: '(\\d{1,2})',
  hh: '(\\d{2})',
  h: '(\\d{1,2})',
  mm: '(\\d{2})',
  ss: '(\\d{2})',
  SSS: '(\\d{3})',
  a: '([ap])\\.?m\\.?',
  XXX: '(Z|[+-]\\d\\d(?::?\\d\\d)?)',
}

/** Milliseconds since the epoch of a text at a zone; NaN where it does not fit. */
export type TimePattern = (text: string, zone: Zone) => number

/** Compiles a pattern such as `dd/MM/yyyy HH:mm`; undefined where it names no full date or an unknown letter. */
export function compileTimePattern(pattern: string): TimePattern | undefined {
  const names: string[] = []
  let source = ''
  for (const [token] of pattern.matchAll(/'[^']*'|([A-Za-z])\1*|[^A-Za-z']+/g)) {
    const group = groups[token]
    if (group !== undefined) {
      source += group
      if (!token.startsWith('E')) names.push(token)
    } else if (/^[A-Za-z]/.test(token) && token !== 'T') return undefined
    else source += literal(token.startsWith("'") ? token.slice(1, -1) : token)
  }
  const letters = new Set(names.map((name) => name[0]))
  if (!letters.has('y') || !letters.has('M') || !letters.has('d') || letters.size !== names.length) return undefined
  if (letters.has('h') !== letters.has('a')) return undefined
  const expression = new RegExp(`^${source}$`, 'i')
  const wholeDay = !letters.has('H') && !letters.has('h')
  return (text, zone) => {
    const match = expression.exec(text)
    return match === null ? NaN : assemble(names, match, zone, wholeDay)
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&').replace(/\s+/g, '\\s+')
}

function assemble(names: readonly string[], match: readonly string[], zone: Zone, wholeDay: boolean): number {
  const parts = [NaN, NaN, NaN, 0, 0, 0, 0]
  let offset: number | undefined
  let afternoon: boolean | undefined
  names.forEach((name, index) => {
    const text = (match[index + 1] ?? '').toLowerCase()
    if (name === 'yy') parts[0] = Number(text) + (Number(text) < 70 ? 2000 : 1900)
    else if (name === 'yyyy') parts[0] = Number(text)
    else if (name.startsWith('MMM')) parts[1] = months.indexOf(text.slice(0, 3)) + 1
    else if (name.startsWith('M')) parts[1] = Number(text)
    else if (name.startsWith('d')) parts[2] = Number(text)
    else if (name.startsWith('H') || name.startsWith('h')) parts[3] = Number(text)
    else if (name === 'mm') parts[4] = Number(text)
    else if (name === 'ss') parts[5] = Number(text)
    else if (name === 'SSS') parts[6] = Number(text)
    else if (name === 'a') afternoon = text === 'p'
    else offset = zoneOffset(text.toUpperCase())
  })
  if (afternoon !== undefined) {
    const hour = parts[3] ?? 0
    if (hour < 1 || hour > 12) return NaN
    parts[3] = (hour % 12) + (afternoon ? 12 : 0)
  }
  const localMs = civilTime(parts)
  return offset === undefined ? zone.toUtc(localMs, wholeDay) : localMs - offset
}
