/** Control and direction characters, which a key from outside could use to write over the screen. */
const unsafe = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Text from outside, safe to print on one line. */
export function displayText(text: string): string {
  return text.replace(unsafe, '·')
}

/** Decimals that suit `value`; those of `text`, the raw decimal, where there is one. */
export function decimalsOf(value: number, text?: string): number {
  const match = text === undefined ? null : /^-?\d+(?:\.(\d+))?$/.exec(text)
  if (match !== null) return Math.min(8, Math.max(2, match[1]?.length ?? 0))
  const size = Math.abs(value)
  if (size >= 1 || size === 0) return 2
  return size >= 0.01 ? 4 : 6
}

/** A figure for people; a dash where there is none. */
export function figure(value: number | undefined, decimals: number): string {
  return value === undefined || !Number.isFinite(value) ? '–' : value.toFixed(decimals)
}

/** A count with commas between thousands, whatever the locale. */
export function countText(count: number): string {
  return figure(count, 0).replace(/\B(?=(\d{3})+$)/g, ',')
}

/** Event time in UTC: the day, with the time of day when it is not midnight. Empty when there is none. */
export function eventTimeText(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms) || Math.abs(ms) > 8.64e15) return ''
  const iso = new Date(ms).toISOString()
  return ms % 86_400_000 === 0 ? iso.slice(0, -14) : `${iso.slice(0, -14)} ${iso.slice(-13, -5)}`
}
