import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { OperatorFunction } from 'rxjs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import * as file from '../../connectors/file/index.ts'
import * as memory from '../../connectors/memory/index.ts'
import { classify, suggest } from '../../operators/index.ts'
import { run } from '../../src/pipeline/run.ts'
import { pipeline } from '../../src/pipeline/spec.ts'
import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import { randomTagger } from './random-tagger.ts'
import { randomTypist } from './random-typist.ts'

interface Said {
  readonly text: string
}

const operators: Readonly<Record<string, () => OperatorFunction<Said, { readonly probability: number }>>> = {
  classify: () => classify<Said>(randomTagger()),
  suggest: () => suggest<Said>(randomTypist(), { ownShare: 0 }),
}
const line = (key: string, text: string) => Buffer.from(`${JSON.stringify({ key, text })}\n`)
/** A line with bytes in its text that are no UTF-8. */
const broken = (...bytes: number[]) =>
  Buffer.concat([Buffer.from('{"key":"a","text":"th'), Buffer.from(bytes), Buffer.from('"}\n')])
const hard: readonly (readonly [name: string, lines: readonly Buffer[], reasons: readonly string[]])[] = [
  [
    'bytes that are no UTF-8',
    [broken(0xff), broken(0xc3), broken(0xed, 0xa0, 0x80)],
    Array<string>(3).fill('invalid-utf8'),
  ],
  ['10 MB in one event', [line('a', 'x '.repeat(5_000_000))], ['oversized']],
  ['a word of 100,000 letters in parts', Array.from({ length: 20 }, () => line('b', 'x'.repeat(5000))), []],
  [
    'empty texts, spaces, emoji, right-to-left',
    ['', ' \t ', '😀👩‍👩‍👧', 'הסרט היה טוב'].map((text) => line('b', text)),
    [],
  ],
  ['an end without a beginning', [Buffer.from('{"key":"c","text":"","end":true}\n')], []],
  [
    'what is no text',
    ['7', 'null', '["a"]'].map((json) => Buffer.from(`{"key":"a","text":${json}}\n`)),
    Array<string>(3).fill('failed'),
  ],
]

describe.each(Object.keys(operators))('%s, from a file', (name) => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickwise-text-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  /** What is said to key a, and what was refused. */
  async function say(lines: readonly Buffer[]) {
    const path = join(folder, 'input.ndjson')
    await writeFile(path, Buffer.concat(lines))
    const sink = memory.sink<{ readonly probability: number }>()
    const deadLetters = memory.sink<DeadLetter>()
    await run(
      pipeline<Said, { readonly probability: number }>({
        source: file.source<Said>({ path }),
        ...{ sink, deadLetters, state: memory.store() },
        operators: (ticks) => ticks.pipe(operators[name]!()),
      }),
    )
    const answers = sink.outputs.map(({ key, value }) => ({ key, probability: value.probability }))
    return { answers, refused: deadLetters.outputs.map(({ value }) => value.reason) }
  }

  const good = ['the ', 'plan ', 'is ', 'go'].map((text) => line('a', text))

  test.each(hard)('%s: nobody else notices', async (_, lines, reasons) => {
    const plain = await say(good)
    const disturbed = await say([...good.slice(0, 2), ...lines, ...good.slice(2)])
    expect(disturbed.refused).toEqual(reasons)
    expect(disturbed.answers.filter(({ key }) => key === 'a')).toEqual(plain.answers)
    expect(disturbed.answers).toHaveLength(plain.answers.length + lines.length - reasons.length)
    for (const { probability } of disturbed.answers)
      expect(probability).toSatisfy((p: number) => p >= 0 && p <= 1 + 1e-9)
  })
})
