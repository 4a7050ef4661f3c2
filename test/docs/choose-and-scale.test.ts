import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const choose = await readPage('docs/how-to/choose-a-cell.md')
const scale = await readPage('docs/how-to/scale.md')

test('choosing a cell: compare has a stateless column, and both trainings end with scores', async () => {
  const folder = await createReaderFolder()
  const [compare, ...trainings] = choose.commands
  expect(trainings).toHaveLength(2)
  const { out } = await folder.type(compare!)
  expect(out).toMatch(/RNN +LSTM +GRU +stateless +drift/)
  for (const fact of [/^error \/ last value's, \+1 /m, /^in the 80 % band, \+1 /m, /^state a key, bytes /m]) {
    expect(out).toMatch(fact)
  }
  expect(await folder.read('cells.html')).toContain('<svg')
  for (const training of trainings) expect((await folder.type(training)).out).toContain('last value')
}, 300_000)

test('scaling: the run with a dashboard ends, compare says what a step costs', async () => {
  const folder = await createReaderFolder()
  await folder.write('pipeline.ts', (await readPage('docs/quick-start.md')).blocks('ts')[1]!)
  const [run, compare] = scale.commands
  expect(scale.commands).toHaveLength(2)
  await folder.type(run!)
  expect((await folder.type(compare!)).out).toMatch(/^one step, µs /m)
}, 300_000)
