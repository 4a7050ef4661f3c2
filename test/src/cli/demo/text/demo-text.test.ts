import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { runTickwise } from '../../run-tickwise.ts'

const piped = (text: string) => ({ stdin: Readable.from([text]) as unknown as NodeJS.ReadStream })

test('lines that are piped in are answered one by one', async () => {
  const { code, out } = await runTickwise(
    ['demo', 'reviews', '--no-dashboard'],
    piped('dull and boring\n\nwonderful\n'),
  )
  expect(code).toBe(0)
  expect(out).toMatch(/^> dull and boring\nnegative, \d+ % sure/)
  expect(out).toContain('\n> \nNo words.\n')
  expect(out).toMatch(/\n> wonderful\npositive, \d+ % sure/)
})

test('with --json, a line each', async () => {
  const { code, out } = await runTickwise(['demo', 'typing', '--no-dashboard', '--json'], piped('I am\nthe pl\n'))
  expect(code).toBe(0)
  const [first, second] = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { typed: string; suggestions: { word: string }[] })
  expect(first).toMatchObject({ typed: '' })
  expect(second!.suggestions.map(({ word }) => word.slice(0, 2))).toEqual(['pl', 'pl', 'pl', 'pl', 'pl'])
})

test('options of the prices are refused by name', async () => {
  const { code, err } = await runTickwise(['demo', 'typing', '--no-dashboard', '--reset', '--speed', '5'], piped(''))
  expect(code).not.toBe(0)
  expect(err).toContain('--speed and --reset')
})
