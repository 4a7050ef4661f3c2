import { appendFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import type { Source } from '../../../src/stream/source.ts'
import type { Tick } from '../../../src/stream/tick.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()
const sources: Source[] = []
afterEach(async () => {
  for (const source of sources.splice(0)) await source.close()
})

async function follow(options: Omit<file.FileSourceOptions<unknown>, 'follow'>): Promise<Source> {
  const source = file.source({ pollMs: 5, ...options, follow: true })
  sources.push(source)
  await source.open()
  await source.read({ maxTicks: 1, waitMs: 0 })
  return source
}

async function next(source: Source, count: number): Promise<Tick[]> {
  const ticks: Tick[] = []
  while (ticks.length < count) {
    const event = await source.read({ maxTicks: count - ticks.length, waitMs: 20_000 })
    if (event.type === 'ticks') ticks.push(...event.ticks)
  }
  return ticks
}

const keys = (ticks: readonly Tick[]) => ticks.map(({ key }) => key)

it('reads on as a file grows, and waits for the end of a line', async () => {
  const path = pathOf('in.ndjson')
  writeFileSync(path, '{"key":"a"}\n{"key":')
  const source = await follow({ path })
  expect(keys(await next(source, 1))).toEqual(['a'])
  expect(await source.read({ maxTicks: 1, waitMs: 20 })).toMatchObject({ ticks: [], deadLetters: [], ended: false })
  const waiting = next(source, 2)
  appendFileSync(path, '"b"}\n{"key":"c"}\n')
  expect(await waiting).toMatchObject([
    { key: 'b', offset: 12 },
    { key: 'c', offset: 24 },
  ])
})

it('takes the header when it comes, and refuses a wrong one then', async () => {
  const path = pathOf('in.csv')
  writeFileSync(path, '')
  const source = await follow({ path, columns: { close: 'Close' } })
  const waiting = next(source, 1)
  appendFileSync(path, 'Date,Close\n2024,1\n')
  expect((await waiting)[0]?.value).toMatchObject({ close: 1 })
  writeFileSync(pathOf('other.csv'), '')
  const other = await follow({ path: pathOf('other.csv'), columns: { close: 'Close' } })
  const failing = next(other, 1)
  appendFileSync(pathOf('other.csv'), 'Date,Open\n2024,1\n')
  await expect(failing).rejects.toMatchObject({ code: 'INPUT_INVALID' })
})

it('reads gzip members as they are appended', async () => {
  const path = pathOf('in.ndjson.gz')
  writeFileSync(path, gzipSync('{"key":"a"}\n{"ke'))
  const source = await follow({ path })
  expect(keys(await next(source, 1))).toEqual(['a'])
  const waiting = next(source, 1)
  appendFileSync(path, gzipSync('y":"b"}\n'))
  expect(await waiting).toMatchObject([{ key: 'b', offset: 12 }])
})

it('reads several files side by side', async () => {
  const paths = [pathOf('one.ndjson'), pathOf('two.ndjson')]
  for (const path of paths) writeFileSync(path, '')
  const source = await follow({ path: paths })
  for (const [index, path] of [paths[1], paths[0], paths[1]].entries()) {
    const waiting = next(source, 1)
    appendFileSync(path ?? '', `{"key":"${index}"}\n`)
    expect(await waiting).toMatchObject([{ key: `${index}`, partition: index === 1 ? 0 : 1 }])
  }
})

it('says so when the file that is followed shrinks or is replaced', async () => {
  const path = pathOf('in.ndjson')
  writeFileSync(path, '{"key":"a"}\n')
  const shrinking = await follow({ path })
  await next(shrinking, 1)
  truncateSync(path, 3)
  await expect(next(shrinking, 1)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
  writeFileSync(path, '{"key":"a"}\n')
  const replaced = await follow({ path })
  await next(replaced, 1)
  writeFileSync(pathOf('new'), '{"key":"a"}\n{"key":"b"}\n')
  renameSync(pathOf('new'), path)
  await expect(next(replaced, 1)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
})

it('closes while a read waits for growth', async () => {
  const path = pathOf('in.ndjson')
  writeFileSync(path, '')
  const source = await follow({ path, pollMs: 60_000 })
  expect(await source.read({ maxTicks: 1, waitMs: 5 })).toMatchObject({ ticks: [], ended: false })
  await source.close()
})
