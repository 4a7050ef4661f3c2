import { expect, test } from 'vitest'
import { benches } from '../bench/benches.ts'
import { readPage } from './page.ts'

const page = await readPage('docs/comparison.md')

test('every figure has a command, and the bench it names exists', () => {
  const section = page.text.slice(page.text.indexOf('## Measured'), page.text.indexOf('## What Tickwise does not have'))
  const rows = section.split('\n').filter((line) => line.startsWith('| ') && /\d/.test(line))
  expect(rows.length).toBeGreaterThan(4)
  const known = Object.keys(benches)
  for (const row of rows) expect(known, row).toContain(/`npm run bench -- ([\w-]+)`/.exec(row)?.[1])
})

test('goals on the page are those that the benches fail below', async () => {
  for (const [row, name, words] of [
    ['plain loops in JavaScript', 'step', 'goal: 20'],
    ['one step of a GRU 8 to 64, one key | onnxruntime', 'step', 'goal: 8'],
  ] as const) {
    const said = page.text.split('\n').find((line) => line.includes(row))
    expect(said).toContain(`goal: ${words.slice(6)} times`)
    const source = await readPage(`test/bench/${name}.bench.ts`)
    expect(source.text).toContain(words)
  }
})
