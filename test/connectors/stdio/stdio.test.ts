import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough, Readable, Writable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { sink, source } from '../../../connectors/stdio/index.ts'
import type { Output } from '../../../src/stream/sink.ts'
import { acknowledgedSinkContract } from '../../../src/testing/contracts/sink-contract.ts'
import { sourceContract } from '../../../src/testing/contracts/source-contract.ts'

sourceContract('standard input', {
  create: (entries) => {
    const lines = entries.map((entry) => `${entry === 'malformed' ? '{"key":' : JSON.stringify(entry)}\n`)
    return Promise.resolve(source({ input: Readable.from(lines.map((line) => Buffer.from(line))) }))
  },
})

let written = ''
acknowledgedSinkContract('standard output', {
  create: () => {
    const output = new Writable({
      highWaterMark: 16,
      write(chunk: Buffer, _, done) {
        setImmediate(() => {
          written += chunk.toString('utf8')
          done()
        })
      },
    })
    return Promise.resolve(sink({ output }))
  },
  written: () => {
    const lines = written.split('\n').slice(0, -1)
    return Promise.resolve(lines.map((line) => (JSON.parse(line) as { id: string }).id))
  },
  dispose: () => {
    written = ''
    return Promise.resolve()
  },
})

const wait = { maxTicks: 10, waitMs: 10_000 }
const forecast: Output = {
  id: 'p:t:0:1:0',
  topic: 't',
  partition: 0,
  offset: 1,
  ordinal: 0,
  key: 'a',
  eventTime: undefined,
  value: { point: 1 },
}

it('hands over what has come without waiting for more', async () => {
  const input = new PassThrough()
  const ticks = source({ input, format: 'csv', columns: { key: 'who', price: 'price' } })
  await ticks.open()
  await ticks.read(wait)
  input.write('who,price\nada,1.50\nbob,')
  expect(await ticks.read(wait)).toMatchObject({
    ticks: [{ key: 'ada', value: { price: 1.5, text: { price: '1.50' } } }],
    ended: false,
  })
  expect(await ticks.read({ maxTicks: 1, waitMs: 5 })).toMatchObject({ ticks: [], ended: false })
  input.end('2')
  expect(await ticks.read(wait)).toMatchObject({ ticks: [{ key: 'bob', value: { price: 2 } }] })
  await ticks.close()
})

it('lets input arrive for a reader that never waits', async () => {
  const ticks = source({ input: Readable.from([Buffer.from('{"key":"a"}\n')]) })
  await ticks.open()
  for (let ended = false; !ended;) {
    const event = await ticks.read({ maxTicks: 10, waitMs: 0 })
    ended = event.type === 'ticks' && event.ended
  }
})

it('finds the delimiter of rows without a header', async () => {
  const input = Readable.from([Buffer.from('a;"1,\n""x"""\nb;5,"x\nc;6\n')])
  const columns = { key: 0, name: { column: 1, type: 'text' } } as const
  const ticks = source({ input, format: 'csv', header: false, columns })
  await ticks.open()
  await ticks.read(wait)
  const names: unknown[] = []
  for (let ended = false; !ended;) {
    const event = await ticks.read(wait)
    if (event.type === 'assigned') continue
    ended = event.ended
    names.push(...event.ticks.map(({ value }) => (value as { name: string }).name))
  }
  expect(names).toEqual(['1,\n"x"', '5,"x', '6'])
})

it('goes on counting where a checkpoint stood, so that ids do not repeat', async () => {
  const ticks = source({ input: Readable.from([Buffer.from('{"key":"a"}\n{"key":"b"}\n')]) })
  await ticks.open()
  await ticks.seek({ topic: 'stdin', partition: 0 }, 1000)
  await ticks.read(wait)
  const event = await ticks.read(wait)
  expect(event).toMatchObject({ ticks: [{ offset: 1000 }, { offset: 1012 }] })
  expect(event.type === 'ticks' && event.next.get('stdin/0')).toBe(1024)
})

it('fails with the cause when the reader of standard output has gone', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.destroy()'], { stdio: ['pipe', 'ignore', 'ignore'] })
  await once(child, 'exit')
  const outputs = sink({ output: child.stdin })
  await outputs.open()
  const attempts = async () => {
    for (let attempt = 0; attempt < 100; attempt++) await outputs.write([forecast])
  }
  await expect(attempts()).rejects.toMatchObject({ code: 'SINK_FAILED' })
})

it('copies from the real standard input to the real standard output', async () => {
  const program = fileURLToPath(new URL('./copy-program.ts', import.meta.url))
  const running = promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', program])
  running.child.stdin?.end('{"key":"a","time":5}\n{"key":"b"}')
  expect((await running).stdout).toBe('{"id":"copy:0","key":"a","time":5}\n{"id":"copy:21","key":"b"}\n')
})

it('reads times in a named zone, and refuses one that is unknown when it opens', async () => {
  const input = () => Readable.from([Buffer.from('{"key":"a","time":"2024-07-01T12:00"}\n')])
  const reader = source({ input: input(), time: { zone: 'Australia/Sydney' } })
  await reader.open()
  await reader.read(wait)
  expect(await reader.read(wait)).toMatchObject({ ticks: [{ eventTime: Date.UTC(2024, 6, 1, 2) }] })
  await reader.close()
  const unknown = source({ input: input(), time: { zone: 'Sidney' } })
  await expect(unknown.open()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    action: 'Did you mean Australia/Sydney?',
  })
})
