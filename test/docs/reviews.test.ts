import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/tutorials/reviews.md')
const [live, pipelineFile] = page.blocks('ts')
const [predict, run] = page.commands

test('the page has the snippets and commands that are tried here', () => {
  expect([page.blocks('ts').length, page.blocks('json').length, page.commands.length]).toEqual([2, 1, 2])
}, 300_000)

test('one review: negative in the end, and where it turned', async () => {
  const { out } = await (await createReaderFolder()).type(predict!)
  expect(out).toMatch(/^negative, \d+ % sure/)
  expect(out).toMatch(/It turned most at .*"interesting"/)
}, 300_000)

test('many at once: each has its state', async () => {
  const folder = await createReaderFolder()
  await folder.write('live.ts', live!)
  const { code, out, err } = await folder.runModule('live.ts')
  expect(code, err).toBe(0)
  expect(out.trim().split('\n')).toEqual([
    expect.stringMatching(/^a positive \d+ % 2 words/),
    expect.stringMatching(/^b negative \d+ % 3 words/),
    expect.stringMatching(/^a positive \d+ % 6 words marker/),
    expect.stringMatching(/^b negative \d+ % 9 words marker/),
    expect.stringMatching(/^a negative \d+ % 2 words/),
  ])
}, 300_000)

test('a pipeline: two tags and one refusal', async () => {
  const folder = await createReaderFolder()
  await folder.write('reviews.ts', pipelineFile!)
  await folder.write('said.ndjson', page.blocks('json')[0]!)
  expect((await folder.type(run!)).err).toContain('dead letters: 1 failed')
  const tags = (await folder.read('tags.ndjson')).trim().split('\n')
  expect(tags.map((tag) => JSON.parse(tag) as object)).toMatchObject([{ count: 2 }, { count: 6, ended: 'marker' }])
}, 300_000)
