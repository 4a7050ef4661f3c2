import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { afterEach, expect, it } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import { toDeadLetter } from '../../../src/stream/dead-letter.ts'
import type { MarkedSink, Marks, Output } from '../../../src/stream/sink.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()
const sinks: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const sink of sinks.splice(0)) await sink.close()
})

async function opened<T>(sink: MarkedSink<T>, marks?: Marks): Promise<MarkedSink<T>> {
  sinks.push(sink)
  await sink.open(marks)
  return sink
}

function output<T>(value: T): Output<T> {
  return { id: 'p:t:0:1:0', topic: 't', partition: 0, offset: 1, ordinal: 0, key: 'a "b"', eventTime: 5, value }
}

const read = (name: string) => readFileSync(pathOf(name), 'utf8')

it('writes JSON lines with id, key and time first, which win over the value', async () => {
  const sink = await opened(file.sink({ path: pathOf('out.ndjson') }))
  await sink.append([
    output({ point: 1.5, text: 'é\n' }),
    output({ time: 9, id: 'mine', key: 'mine', point: 2 }),
    { ...output({}), eventTime: undefined },
    output([1, 2]),
    output(3),
  ])
  const bytes = await sink.sync()
  expect(read('out.ndjson').split('\n')).toEqual([
    '{"id":"p:t:0:1:0","key":"a \\"b\\"","time":5,"point":1.5,"text":"é\\n"}',
    '{"id":"p:t:0:1:0","key":"a \\"b\\"","time":5,"point":2}',
    '{"id":"p:t:0:1:0","key":"a \\"b\\""}',
    '{"id":"p:t:0:1:0","key":"a \\"b\\"","time":5,"value":[1,2]}',
    '{"id":"p:t:0:1:0","key":"a \\"b\\"","time":5,"value":3}',
    '',
  ])
  expect(bytes).toEqual({ 'out.ndjson': Buffer.byteLength(read('out.ndjson')) })
})

it('writes what `format` says, one line an output, and refuses more', async () => {
  const options = { path: pathOf('out.csv'), output: 'forecasts', format: ({ value }: Output<string>) => value }
  const sink = await opened(file.sink<string>(options))
  await sink.append([output('a;1')])
  expect(await sink.sync()).toEqual({ forecasts: 4 })
  await expect(sink.append([output('a\nb')])).rejects.toMatchObject({ code: 'SINK_FAILED' })
})

it('holds back only a bounded part of what was appended', async () => {
  const sink = await opened(file.sink({ path: pathOf('out.ndjson') }))
  for (let turn = 0; turn < 100; turn++) await sink.append([output({ text: 'x'.repeat(10_000) })])
  expect(read('out.ndjson').length).toBeGreaterThan(700_000)
})

it('gives a mark that leaves out what was appended after it was asked for', async () => {
  const sink = await opened(file.sink<string>({ path: pathOf('out.txt'), format: ({ value }) => value }))
  const long = 'x'.repeat(1_000_000)
  const [, first, , second] = await Promise.all([
    sink.append([output('one')]),
    sink.sync(),
    sink.append([output(long), output('two')]),
    sink.sync(),
  ])
  expect([first, second]).toEqual([{ 'out.txt': 4 }, { 'out.txt': 1_000_009 }])
  expect(read('out.txt')).toBe(`one\n${long}\ntwo\n`)
})

it('cuts a torn last line away when the mark says where it was whole', async () => {
  const sink = await opened(file.sink({ path: pathOf('out.ndjson') }))
  await sink.append([output({ point: 1 })])
  const marks = await sink.sync()
  const whole = read('out.ndjson')
  await sink.close()
  appendFileSync(pathOf('out.ndjson'), '{"id":"p:t:0:2')
  await opened(file.sink({ path: pathOf('out.ndjson') }), marks)
  expect(read('out.ndjson')).toBe(whole)
})

it('refuses a torn last line without a checkpoint, and leaves the file as it was', async () => {
  writeFileSync(pathOf('out.ndjson'), '{"a":1}\n{"a"')
  const sink = file.sink({ path: pathOf('out.ndjson') })
  await expect(sink.open(undefined)).rejects.toMatchObject({ code: 'SINK_FAILED' })
  expect(read('out.ndjson')).toBe('{"a":1}\n{"a"')
})

it('names both lengths and the ways out when the file is shorter than its mark, or gone', async () => {
  writeFileSync(pathOf('out.ndjson'), '{"a":1}\n')
  const sink = file.sink({ path: pathOf('out.ndjson') })
  const error = await sink.open({ 'out.ndjson': 80 }).catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'SINK_SHORTER' })
  expect(String(error)).toMatch(/80 bytes.*8 bytes.*reset/)
  const gone = file.sink({ path: pathOf('gone.ndjson') })
  await expect(gone.open({ 'gone.ndjson': 8 })).rejects.toMatchObject({ code: 'SINK_SHORTER' })
  expect(existsSync(pathOf('gone.ndjson'))).toBe(false)
})

it('refuses a file in which the mark falls into a line: it is not the one that was written', async () => {
  writeFileSync(pathOf('out.ndjson'), '{"another":"file"}\n')
  const sink = file.sink({ path: pathOf('out.ndjson') })
  await expect(sink.open({ 'out.ndjson': 8 })).rejects.toMatchObject({ code: 'SINK_FAILED' })
  expect(read('out.ndjson')).toBe('{"another":"file"}\n')
})

it('notices that something else writes to the file', async () => {
  const sink = await opened(file.sink({ path: pathOf('out.ndjson') }))
  await sink.append([output({})])
  await sink.sync()
  truncateSync(pathOf('out.ndjson'))
  await sink.append([output({})])
  await expect(sink.sync()).rejects.toMatchObject({ code: 'SINK_FAILED' })
})

it('says that the disk is full, and writes nothing more until it is opened again', async () => {
  const sink = await opened(file.sink({ path: '/dev/full' }))
  await sink.append([output({})])
  const error = await sink.sync().catch((caught: unknown) => caught)
  expect(error).toMatchObject({ code: 'SINK_FAILED', cause: { code: 'ENOSPC' } })
  expect(String(error)).toContain('disk is full')
  await expect(sink.append([output({})])).rejects.toBe(error)
  await expect(sink.sync()).rejects.toBe(error)
})

it('says what is wrong with the folder', async () => {
  const sink = file.sink({ path: pathOf('no/such/folder/out.ndjson') })
  await expect(sink.open(undefined)).rejects.toMatchObject({ code: 'SINK_FAILED', cause: { code: 'ENOENT' } })
})

it('writes dead letters with their bytes, as text where they are text', async () => {
  const sink = await opened(file.deadLetterSink({ path: pathOf('dead.ndjson') }))
  const place = { topic: 't', partition: 0, offset: 1, reason: 'malformed', message: 'no JSON' } as const
  const text = toDeadLetter({ ...place, raw: Buffer.from('{"é\n') })
  const bytes = toDeadLetter({ ...place, key: 'a', raw: Buffer.from([0xff, 0]) })
  await sink.append([output(text), output(bytes)])
  await sink.sync()
  const lines = read('dead.ndjson').split('\n')
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    id: 'p:t:0:1:0',
    ...place,
    raw: '{"é\n',
    rawLength: 5,
    rawHash: text.rawHash,
  })
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ key: 'a', rawBase64: '/wA=', rawLength: 2 })
})
