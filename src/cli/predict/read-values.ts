import { existsSync } from 'node:fs'
import { TickwiseError } from '../../errors.ts'
import { parseDecimal } from '../../stream/decimal.ts'

/** The numbers of a command line; undefined where it names one file instead. Throws `INPUT_INVALID`. */
export function readValues(words: readonly string[]): number[] | undefined {
  const numbers = words.map((word) => parseDecimal(word, '.'))
  const bad = numbers.findIndex((value) => !Number.isFinite(value))
  if (bad < 0) return numbers
  if (words.length === 1 && (existsSync(words[0]!) || /\.\w+$/.test(words[0]!))) return undefined
  throw new TickwiseError('INPUT_INVALID', {
    expected: 'numbers, or the path of one CSV file',
    received: JSON.stringify(words[bad]),
    action: 'Type the last values, oldest first, as in: tickwise predict prices 120 123 125',
  })
}
