/** [year, month from 1, day, hour, minute, second, millisecond] as milliseconds as if at UTC; NaN where no such day is. */
export function civilTime(parts: readonly number[]): number {
  const [year = NaN, month = NaN, day = NaN, hour = 0, minute = 0, second = 0, ms = 0] = parts
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return NaN
  if (hour > 23 || minute > 59 || second > 59) return NaN
  // Date.UTC reads the years 0 to 99 as 1900 to 1999.
  const shift = year < 100 ? 400 : 0
  return Date.UTC(year + shift, month - 1, day, hour, minute, second, ms) - shift * msPerGregorianYear
}

/** 400 years are always 146,097 days. */
const msPerGregorianYear = (146_097 * 86_400_000) / 400

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}
