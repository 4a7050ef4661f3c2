import type { Classified, ClassifiedToken } from '../../../operators/classify.ts'
import { displayText } from '../terminal/display-text.ts'

const barWidth = 24
const longestWord = 24
/** A word that moves the probability by less is not called a turn. */
const leastTurn = 0.1

/** A tagged text for people: what it is, how sure, and the curve of the last class word by word. */
export function describeClassified(
  { label, probability, tokens }: Classified<unknown>,
  classes: readonly string[],
): string {
  if (tokens.length === 0) return 'No words.'
  const last = classes.length - 1
  const width = Math.min(longestWord, Math.max(...tokens.map(({ text }) => [...text].length)))
  const rows = tokens.map((token) => {
    const p = token.probabilities[last]!
    const bar = '█'.repeat(Math.round(p * barWidth)).padEnd(barWidth, '·')
    return `${shorten(token.text, width).padEnd(width)}  ${bar} ${percent(p).padStart(5)} ${signed(token.moved[last]!)}`
  })
  return [
    `${label}, ${percent(probability)} sure, after ${tokens.length === 1 ? '1 word or sign' : `${tokens.length} words and signs`}.`,
    '',
    `How ${classes[last]!} it sounds after each of them, and how far it moved:`,
    ...rows,
    '',
    turnText(tokens, last, classes),
  ].join('\n')
}

/** The words that moved it most each way. */
function turnText(tokens: readonly ClassifiedToken[], c: number, classes: readonly string[]): string {
  const sorted = [...tokens].sort((a, b) => a.moved[c]! - b.moved[c]!)
  const parts = [sorted[0]!, sorted.at(-1)!].filter(({ moved }) => Math.abs(moved[c]!) >= leastTurn)
  if (parts.length === 0) return 'No single word turned it.'
  const words = parts.map(({ text, moved }) => `"${displayText(shorten(text, longestWord))}" (${signed(moved[c]!)})`)
  return `It turned most at ${[...new Set(words)].join(' and ')}, in points of ${classes[c]!}.`
}

function shorten(text: string, width: number): string {
  const letters = [...displayText(text)]
  return letters.length <= width ? letters.join('') : `${letters.slice(0, width - 1).join('')}…`
}

const percent = (p: number) => `${(100 * p).toFixed(0)} %`

function signed(moved: number): string {
  const points = Math.round(100 * moved)
  return points > 0 ? `+${points}` : String(points)
}
