import { InvalidArgumentError } from 'commander'

/** A parser for commander: a whole number in a range. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (/^\d+$/.test(text) && value >= least && value <= most) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`)
  }
}

/** A parser for commander: a number above 0. */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && Number.isFinite(value) && value > 0) return value
  throw new InvalidArgumentError('Expected a number above 0.')
}

export const port = wholeNumber(0, 65_535)

/** A parser for commander: `host:port`, or several with commas between. */
export function brokerList(text: string): readonly string[] {
  const all = text.split(',').map((broker) => broker.trim())
  if (all.every((broker) => /^[^\s:]+:\d+$/.test(broker))) return all
  throw new InvalidArgumentError('Expected host:port, or several with commas between.')
}
