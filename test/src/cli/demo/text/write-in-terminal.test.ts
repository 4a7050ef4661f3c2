import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { reviewsDemo } from '../../../../../src/cli/demo/text/reviews.ts'
import type { TextDemo } from '../../../../../src/cli/demo/text/text-demo.ts'
import { typingDemo } from '../../../../../src/cli/demo/text/typing.ts'
import { writeInTerminal } from '../../../../../src/cli/demo/text/write-in-terminal.ts'
import { randomTagger } from '../../../../operators/random-tagger.ts'
import { randomTypist } from '../../../../operators/random-typist.ts'
import { createFakeTerminal } from '../../terminal/fake-terminal.ts'

/** What stands on the screen after keys, and whether the terminal is as it was. */
async function type(demo: TextDemo, keys: string) {
  const terminal = createFakeTerminal(80, 24)
  const modes: boolean[] = []
  const stdin = Object.assign(new PassThrough(), { setRawMode: (raw: boolean) => modes.push(raw) })
  stdin.write(`${keys}\u0003`)
  await writeInTerminal(demo, {
    stdin: stdin as unknown as NodeJS.ReadStream,
    stdout: terminal.stream,
    heading: demo.title,
    color: false,
    signal: new AbortController().signal,
    wordMs: 0,
  })
  demo.close()
  return { lines: terminal.picture(), modes, text: terminal.text() }
}

test('suggestions follow what is typed; Tab takes the marked one', async () => {
  const { lines } = await type(typingDemo(randomTypist()), 'P')
  expect(lines).toContain('> P▏')
  expect(lines.join('\n')).toMatch(/begins with "P":\npla\w+ +█/)
  const taken = await type(typingDemo(randomTypist()), 'P\u001b[B\t')
  expect(taken.lines.find((line) => line.startsWith('>'))).toMatch(/^> Pla\w+ ▏$/)
})

test('a pasted review is said word by word, its last word, too', async () => {
  const { lines, text } = await type(reviewsDemo(randomTagger()), 'the film was dull')
  expect(lines).toContain('> the film was dull▏')
  for (const n of ['1 word or sign', '2 words', '3 words', '4 words']) expect(text).toContain(`after ${n}`)
  expect(lines.filter((line) => /^(the|film|was|dull) /.test(line))).toHaveLength(4)
})

test('Enter begins anew, backspace takes a sign back, and the terminal is given back', async () => {
  const { lines, modes, text } = await type(typingDemo(randomTypist()), 'there\rthx\u007f')
  expect(lines).toContain('> th▏')
  expect(modes).toEqual([true, false])
  expect(text.endsWith('\u001b[?25h')).toBe(true)
})
