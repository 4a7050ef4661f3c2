import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import { readAll } from './read-all.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()

function ndjson(content: string | Buffer, name = 'in.ndjson'): string {
  writeFileSync(pathOf(name), content)
  return pathOf(name)
}

it('refuses lines that are no tick, one by one', async () => {
  const lines = [
    '{"key":"a","price":1}',
    '{"key":"a","price":',
    '{"key":"a","price":NaN}',
    '{"key":"a","price":1e999}',
    '{"key":"a","deep":{"price":-1e999}}',
    '{"key":{},"price":1}',
    '{"key":"","price":1}',
    '{"key":"\\ud800","price":1}',
    '{"key":"\\u0000before-swap\\u0000a","price":1}',
    '{"key":"a","time":"soon"}',
    `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    '',
    '{"key":"a","price":2}',
  ]
  const { ticks, deadLetters } = await readAll(file.source({ path: ndjson(lines.join('\n')) }))
  expect(ticks.map(({ value }) => (value as { price: number }).price)).toEqual([1, 2])
  const reasons = ['malformed', 'non-finite', 'non-finite', 'non-finite', ...Array<string>(6).fill('malformed')]
  expect(deadLetters.map(({ reason }) => reason)).toEqual(reasons)
})

it('refuses bytes that are not UTF-8 and keeps them', async () => {
  const broken = Buffer.from([0x7b, 0xff, 0xfe, 0x7d])
  const path = ndjson(Buffer.concat([Buffer.from('{"key":"a"}\n'), broken, Buffer.from('\n{"key":"é"}\n')]))
  const { ticks, deadLetters } = await readAll(file.source({ path }))
  expect(ticks.map(({ key }) => key)).toEqual(['a', 'é'])
  expect(deadLetters).toMatchObject([{ reason: 'invalid-utf8', offset: 12 }])
  expect(Buffer.from(deadLetters[0]?.raw ?? [])).toEqual(broken)
})

it('streams past a line of 10 MB, with its length and hash, and never holds it', async () => {
  const long = `{"key":"a","text":"${'x'.repeat(10 << 20)}"}`
  for (const [name, pack] of [
    ['in.ndjson', (text: string) => text],
    ['in.ndjson.gz', (text: string) => gzipSync(text)],
  ] as const) {
    const path = ndjson(pack(`{"key":"a"}\n${long}\n{"key":"b"}\n`), name)
    const { ticks, deadLetters } = await readAll(file.source({ path }))
    expect(ticks.map(({ key }) => key)).toEqual(['a', 'b'])
    const rawHash = createHash('sha256').update(long).digest('hex')
    expect(deadLetters).toMatchObject([{ reason: 'oversized', offset: 12, rawLength: long.length, rawHash }])
    expect(deadLetters[0]?.raw.length).toBeLessThanOrEqual(4096)
  }
})

it('gives everything up to the place where a gzip file is cut off, then says so', async () => {
  const text = Array.from({ length: 5000 }, (_, index) => `{"key":"a","index":${index * 7919}}\n`).join('')
  const whole = gzipSync(text)
  const source = file.source({ path: ndjson(whole.subarray(0, whole.length / 2), 'cut.ndjson.gz') })
  await source.open()
  let count = 0
  const readOn = async () => {
    for (;;) {
      const event = await source.read({ maxTicks: 700, waitMs: 10_000 })
      if (event.type === 'ticks') count += event.ticks.length
    }
  }
  await expect(readOn()).rejects.toMatchObject({ code: 'SOURCE_FAILED' })
  expect(count).toBeGreaterThan(1000)
  await source.close()
})

it('refuses to open what is not there or is no file', async () => {
  mkdirSync(pathOf('folder.csv'))
  for (const name of ['none.ndjson', 'folder.csv']) {
    await expect(file.source({ path: pathOf(name) }).open()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  }
})

it('asks for the format where the name does not tell it', async () => {
  const path = ndjson('{"key":"a"}\n', 'ticks.log')
  await expect(file.source({ path }).open()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
  expect((await readAll(file.source({ path, format: 'ndjson' }))).ticks).toHaveLength(1)
})

it('names every wrong option at once', () => {
  const wrong = { path: '', maxLineBytes: 1, columns: { text: 'a' }, folow: true }
  const create = () => file.source(wrong)
  for (const name of ['path', 'maxLineBytes', 'columns', 'folow']) expect(create).toThrow(name)
  expect(create).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})

it('refuses a preset for JSON lines, which have no header to look at', async () => {
  const source = file.source({ path: ndjson('{}'), preset: 'ohlcv' })
  await expect(source.open()).rejects.toMatchObject({ code: 'CONFIG_INVALID' })
})
