import { InvalidArgumentError } from 'commander'
import { featureSchema, type FeatureSpec } from '../../model/spec.ts'

/** Parsers for commander: what stands between commas. */
export function wordList(text: string): string[] {
  return text.split(',').map((word) => word.trim())
}

export function numberList(text: string): number[] {
  return wordList(text).map((word) => {
    const value = Number(word)
    if (word !== '' && Number.isFinite(value)) return value
    throw new InvalidArgumentError('Expected numbers with commas between them.')
  })
}

/** Such as `log-return:1,volatility:20`: the kind, and its lag or half-life. */
export function featureList(text: string): FeatureSpec[] {
  return wordList(text).map((word) => {
    const [kind, size] = word.split(':')
    const parsed = featureSchema.safeParse({ kind, [isOverTime(kind) ? 'halfLife' : 'lag']: Number(size) })
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(
      'Expected log-return:LAG, difference:LAG, volatility:HALF-LIFE or deviation:HALF-LIFE, with commas between them.',
    )
  })
}

function isOverTime(kind: string | undefined): boolean {
  return kind === 'volatility' || kind === 'deviation'
}
