import { box, operation, text, wire } from './diagram.ts'

/** What boxes, rings and colours mean, on one line at the given height. */
export function legend(y: number, hasCellState: boolean): string[] {
  const parts: string[] = []
  let x = 24
  const add = (sign: (x: number) => string, width: number, words: string, wordsWidth: number) => {
    parts.push(sign(x), text([x + width + 7, y], words, 'note'))
    x += width + wordsWidth + 30
  }
  const colour = (role: 'hidden' | 'cell' | 'input') => (from: number) =>
    wire(
      [
        [from, y - 4],
        [from + 22, y - 4],
      ],
      { role, arrow: false },
    )
  add((from) => `<g transform="translate(${from + 11} ${y - 4}) scale(.35)">${box([0, 0], '')}</g>`, 22, 'learned', 46)
  add(
    (from) => `<g transform="translate(${from + 7} ${y - 4}) scale(.45)">${operation([0, 0], '')}</g>`,
    14,
    'element by element',
    128,
  )
  add(colour('hidden'), 22, 'hidden state h', 88)
  if (hasCellState) add(colour('cell'), 22, 'cell state C', 74)
  add(colour('input'), 22, 'input x', 46)
  return parts
}
