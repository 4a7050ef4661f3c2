import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withComparison } from '../../scripts/figures/comparison-section.ts'
import { drawFigures } from '../../scripts/figures/draw-figures.ts'
import type { Comparison } from '../../src/cli/compare/comparison.ts'
import { root } from './page.ts'

const read = (name: string) => readFile(join(root, 'docs', name), 'utf8')
const comparison = JSON.parse(await read('figures/compare.json')) as Comparison
const page = await read('cells.md')

test.each(Object.entries(drawFigures(comparison)))(
  '%s is what `npm run figures` draws, and is shown',
  async (name, image) => {
    expect(image, 'run `npm run figures`').toBe(await read(`figures/${name}`))
    expect(page).toContain(`(figures/${name})`)
    expect(image).not.toMatch(/NaN|undefined|Infinity|<script|href/)
  },
)

test('the table of the page is that of the comparison', () => {
  expect(withComparison(page, comparison), 'run `npm run figures`').toBe(page)
})

test('the curves show what the page says of them: the RNN fails at lengths that LSTM and GRU solve', () => {
  const longest = comparison.cells.map(({ cell, adding }) => {
    const solved = adding.filter((length) => length.solved).map(({ timesteps }) => timesteps)
    return { cell, solved: Math.max(0, ...solved) }
  })
  const of = (cell: string) => longest.find((one) => one.cell === cell)!.solved
  expect(of('lstm')).toBeGreaterThan(2 * of('rnn'))
  expect(of('gru')).toBeGreaterThan(2 * of('rnn'))
})
