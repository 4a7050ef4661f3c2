import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import { readAll, readRest } from './read-all.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()

function ndjson(name: string, keys: readonly string[]): string {
  const text = keys.map((key) => `{"key":"${key}"}\n`).join('')
  writeFileSync(pathOf(name), name.endsWith('.gz') ? gzipSync(text) : text)
  return pathOf(name)
}

it('reads several files one after another, whatever the turn size: each is a partition', async () => {
  const path = [ndjson('b.ndjson', ['b0', 'b1', 'b2']), ndjson('a.ndjson.gz', ['a0', 'a1']), ndjson('c.jsonl', ['c0'])]
  for (const maxTicks of [1, 2, 100]) {
    const { ticks } = await readAll(file.source({ path }), maxTicks)
    expect(ticks.map(({ topic, partition, key }) => `${topic} ${partition} ${key}`)).toEqual([
      'b.ndjson 0 b0',
      'b.ndjson 0 b1',
      'b.ndjson 0 b2',
      'a.ndjson.gz 1 a0',
      'a.ndjson.gz 1 a1',
      'c.jsonl 2 c0',
    ])
  }
})

it('takes the topic given, and the bytes of each line along', async () => {
  const { ticks } = await readAll(file.source({ path: ndjson('in.ndjson', ['a', 'b']), topic: 'trades' }))
  expect(ticks.map(({ topic, raw }) => [topic, Buffer.from(raw ?? []).toString()])).toEqual([
    ['trades', '{"key":"a"}'],
    ['trades', '{"key":"b"}'],
  ])
})

it('reads a file of many chunks whole, from any position, gzip too', async () => {
  const keys = Array.from({ length: 60_000 }, (_, index) => `key ${index * 7}`)
  for (const name of ['big.ndjson', 'big.ndjson.gz']) {
    const source = file.source({ path: ndjson(name, keys) })
    await source.open()
    const partition = { topic: name, partition: 0 }
    const offset = keys.slice(0, 45_000).join('').length + 45_000 * '{"key":""}\n'.length
    await source.seek(partition, offset)
    const { ticks } = await readRest(source)
    expect(ticks.map(({ key }) => key)).toEqual(keys.slice(45_000))
    expect(ticks[0]?.offset).toBe(offset)
    await source.close()
  }
})

it('says so when the position to go on from is beyond the end', async () => {
  for (const name of ['in.ndjson', 'in.ndjson.gz']) {
    const source = file.source({ path: ndjson(name, ['a']) })
    await source.open()
    await source.seek({ topic: name, partition: 0 }, 1000)
    await expect(readRest(source)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
    await source.close()
  }
})

it('has the same identity for the same bytes, gzip or not, and another for others', async () => {
  const identity = async (name: string, keys: readonly string[], offset: number) => {
    const source = file.source({ path: ndjson(name, keys) })
    await source.open()
    const result = await source.identity({ topic: name, partition: 0 }, offset)
    await source.close()
    return result
  }
  const same = await identity('in.ndjson', ['a', 'b'], 12)
  expect(await identity('in.ndjson', ['a', 'c', 'd'], 12)).toBe(same)
  expect(await identity('in.ndjson.gz', ['a', 'c', 'd'], 12)).toBe(same)
  expect(await identity('in.ndjson', ['x', 'b'], 12)).not.toBe(same)
  expect(await identity('in.ndjson', ['a', 'b'], 24)).not.toBe(same)
  expect(await identity('in.ndjson', ['a'], 24)).not.toBe(await identity('in.ndjson', ['a', 'b'], 24))
})

it('refuses a partition of another source', async () => {
  const source = file.source({ path: ndjson('in.ndjson', ['a']) })
  await source.open()
  await expect(source.seek({ topic: 'other', partition: 0 }, 0)).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  await source.close()
})
