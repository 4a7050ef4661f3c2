import { expect, test } from 'vitest'
import { createReaderFolder, readPage } from './page.ts'

const page = await readPage('docs/tutorials/typing.md')

test('the page has the snippet and commands that are tried here', () => {
  expect([page.blocks('ts').length, page.commands.length]).toEqual([1, 2])
}, 300_000)

test('one line: the next word, and the rest of one', async () => {
  const folder = await createReaderFolder()
  expect((await folder.type(page.commands[0]!)).out).toMatch(/^The next word:\n(\S+ +█*·+ +\d+\.\d %\n){5}/)
  const { out } = await folder.type(page.commands[1]!)
  expect(out).toMatch(/^The word that begins with "plac":\n(plac\S+ +█*·* +\d+\.\d %\n){2,5}/)
}, 300_000)

test('keystrokes: a slip is taken back, and an own word is offered', async () => {
  const folder = await createReaderFolder()
  await folder.write('typing.ts', page.blocks('ts')[0]!)
  const { code, out, err } = await folder.runModule('typing.ts')
  expect(code, err).toBe(0)
  const lines = out.trimEnd().split('\n')
  expect(lines).toContainEqual(expect.stringMatching(/^stq +0 %/))
  // Offered for the whole word, and passed over: not offered again for it.
  expect(lines.at(-3)).toMatch(/^ +\d+ %  .*station/)
  expect(lines.at(-1)).toMatch(/^st +\d+ %  st/)
  expect(lines.at(-1)).not.toContain('station')
}, 300_000)
