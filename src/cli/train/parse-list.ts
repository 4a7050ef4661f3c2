import { InvalidArgumentError } from 'commander'
import { wholeNumber } from '../parse-number.ts'

const mostHorizons = 64

/** A parser for commander: whole numbers in a range, with commas between. */
export function parseList(least: number, most: number): (text: string) => number[] {
  const parse = wholeNumber(least, most)
  return (text) => text.split(',').map((part) => parse(part.trim()))
}

/** A parser for commander: ticks ahead, such as 1-5 or 1,5,20; ascending. */
export function parseHorizons(text: string): number[] {
  const horizons = new Set<number>()
  for (const part of text.split(',')) {
    const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(part.trim()) ?? []
    const [from, to] = [Number(first), Number(last)]
    if (!(from >= 1 && to >= from && to <= 1000 && to - from < mostHorizons)) throw badHorizons()
    for (let horizon = from; horizon <= to; horizon++) horizons.add(horizon)
  }
  if (horizons.size > mostHorizons) throw badHorizons()
  return [...horizons].sort((a, b) => a - b)
}

function badHorizons(): InvalidArgumentError {
  return new InvalidArgumentError(`Expected up to ${mostHorizons} whole numbers from 1 to 1000, such as 1-5 or 1,5,20.`)
}
