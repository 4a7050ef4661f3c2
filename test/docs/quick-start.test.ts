import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/quick-start.md')
const [observable, pipelineFile] = page.blocks('ts')
const command = (words: string) => {
  const found = page.commands.find((line) => line.includes(words))
  expect(found, `a command with "${words}"`).toBeDefined()
  return found!
}

test('the page has the snippets and commands that are tried here', () => {
  expect(page.blocks('ts')).toHaveLength(2)
  expect(page.commands).toHaveLength(8)
})

test('see it: the demo ends with scores, and predict says that three values are few', async () => {
  const folder = await createReaderFolder()
  expect((await folder.type(command('demo'))).out).toContain('last value')
  expect((await folder.type(command('predict prices 120'))).out).toContain('too few for the network')
}, 300_000)

test('your own data: train says how good it is, predict answers', async () => {
  const folder = await createReaderFolder()
  const trained = await folder.type(command('train'))
  expect(trained.out).toContain('as good as the last value, no better')
  const { out } = await folder.type(command('predict models/mine'))
  expect(out).toMatch(/EURUSD\nnext value +80 % band/)
}, 300_000)

test('on an Observable: bands come', async () => {
  const folder = await createReaderFolder()
  await folder.write('snippet.ts', observable!)
  const { code, out, err } = await folder.runModule('snippet.ts')
  expect(code, err).toBe(0)
  const lines = out.trim().split('\n')
  expect(lines.length).toBeGreaterThan(200)
  expect(lines.at(-1)).toMatch(/^\d+\.\d\d \[ \d+\.\d+, \d+\.\d+ \]$/)
})

test('a pipeline that survives: the second run goes on, inspect shows a key, lint is content', async () => {
  const folder = await createReaderFolder()
  await folder.write('pipeline.ts', pipelineFile!)
  const runs = page.commands.filter((line) => line.startsWith('tickwise run'))
  expect((await folder.type(runs[0]!)).err).toContain('5000 in all')
  expect((await folder.type(runs[1]!)).err).toMatch(/ticks in this run, 36825 in all/)
  expect((await folder.type(command('inspect'))).out).toContain('EURUSD')
  expect((await folder.type(command('lint'))).out).toContain('nothing')
}, 300_000)
