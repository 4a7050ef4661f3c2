import type { Suggested } from '../../../operators/suggest.ts'
import { displayText } from '../terminal/display-text.ts'

const barWidth = 24

/** A list of suggestions for people: what comes, how likely, and how sure the list as a whole is. */
export function describeSuggested({ typed, suggestions, probability }: Suggested<unknown>): string {
  if (suggestions.length === 0) return `Nothing to suggest: no known word begins with "${displayText(typed)}".`
  const width = Math.max(...suggestions.map(({ word }) => [...word].length))
  const rows = suggestions.map(({ word, probability: p }) => {
    const bar = '█'.repeat(Math.round(p * barWidth)).padEnd(barWidth, '·')
    return `${displayText(word).padEnd(width)}  ${bar} ${percent(p).padStart(6)}`
  })
  const what = typed === '' ? 'The next word:' : `The word that begins with "${displayText(typed)}":`
  return [what, ...rows, '', `One of these: ${percent(probability)} sure.`].join('\n')
}

const percent = (p: number) => `${(100 * p).toFixed(1)} %`
