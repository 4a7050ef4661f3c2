import { once } from 'node:events'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { source, type ConnectionNews, type WebSocketSourceOptions } from '../../../connectors/websocket/index.ts'
import { isTickwiseError } from '../../../src/errors.ts'
import type { DeadLetter } from '../../../src/stream/dead-letter.ts'
import type { Source } from '../../../src/stream/source.ts'
import type { Tick } from '../../../src/stream/tick.ts'
import { startServer, type TestServer } from './test-server.ts'

let server: TestServer
const sources: Source[] = []
beforeEach(async () => {
  server = await startServer()
})
afterEach(async () => {
  for (const one of sources.splice(0)) await one.close()
  await server.close()
})

async function opened(options: Partial<WebSocketSourceOptions<unknown>> = {}): Promise<Source> {
  const ticks = source({ url: server.url, topic: 'trades', ...options })
  sources.push(ticks)
  await ticks.open()
  expect(await ticks.read({ maxTicks: 1, waitMs: 0 })).toMatchObject({ type: 'assigned' })
  return ticks
}

async function readCount(from: Source, count: number): Promise<{ ticks: Tick[]; deadLetters: DeadLetter[] }> {
  const ticks: Tick[] = []
  const deadLetters: DeadLetter[] = []
  while (ticks.length + deadLetters.length < count) {
    const event = await from.read({ maxTicks: 100, waitMs: 20_000 })
    if (event.type === 'assigned') continue
    ticks.push(...event.ticks)
    deadLetters.push(...event.deadLetters)
  }
  return { ticks, deadLetters }
}

it('subscribes and maps messages, keeping the decimal strings', async () => {
  const ticks = await opened({
    subscribe: { op: 'subscribe', channel: 'trades' },
    columns: { key: 'data.s', time: 'data.E', price: 'data.p' },
    accept: (message) => typeof message === 'object' && message !== null && 'data' in message,
  })
  const client = await server.client(0)
  expect(await client.received).toBe('{"op":"subscribe","channel":"trades"}')
  client.socket.send('{"result":"subscribed"}')
  client.socket.send('{"data":{"s":"BTC","E":1700000000000,"p":"37012.50"}}')
  const value = { key: 'BTC', time: 1_700_000_000_000, price: 37012.5, text: { price: '37012.50' } }
  expect((await readCount(ticks, 1)).ticks).toMatchObject([
    { topic: 'trades', partition: 0, offset: 0, key: 'BTC', eventTime: 1_700_000_000_000, value },
  ])
})

it('gives what is no tick to the dead letters, and goes on', async () => {
  const ticks = await opened({ columns: { key: 's', price: 'p' } })
  const { socket } = await server.client(0)
  for (const message of [
    '{"s":"a","p":1}',
    'no json',
    '{"s":"a","p":"n/a"}',
    '{"s":"a","p":1e999}',
    '{"s":"b","p":2}',
  ]) {
    socket.send(message)
  }
  socket.send(Buffer.from([0xff, 0xfe]))
  const read = await readCount(ticks, 6)
  expect(read.ticks.map(({ key, offset }) => [key, offset])).toEqual([
    ['a', 0],
    ['b', 4],
  ])
  expect(read.deadLetters.map(({ reason, offset }) => [reason, offset])).toEqual([
    ['malformed', 1],
    ['malformed', 2],
    ['non-finite', 3],
    ['invalid-utf8', 5],
  ])
})

it('never holds a message over the limit, says so, and connects again', async () => {
  const ticks = await opened({ maxMessageBytes: 100, schedule: atOnce })
  const first = await server.client(0)
  first.socket.send(JSON.stringify({ key: 'a', text: 'x'.repeat(200) }))
  const { deadLetters } = await readCount(ticks, 1)
  expect(deadLetters).toMatchObject([{ reason: 'oversized', offset: 0 }])
  const second = await server.client(1)
  second.socket.send('{"key":"b"}')
  expect((await readCount(ticks, 1)).ticks).toMatchObject([{ key: 'b', offset: 1 }])
})

it('pauses the sender while too much waits to be read, and loses nothing', async () => {
  const ticks = await opened({ maxBuffered: 10 })
  const { socket } = await server.client(0)
  const count = 200
  const padding = 'x'.repeat(200_000)
  for (let index = 0; index < count; index++) socket.send(JSON.stringify({ key: 'a', index, padding }))
  // 40 MB do not fit in the sockets' buffers: the server keeps the rest as long as nobody reads.
  await server.standsStill(socket)
  expect(socket.bufferedAmount).toBeGreaterThan(10_000_000)
  const read = await readCount(ticks, count)
  expect(read.ticks.map(({ value }) => (value as { index: number }).index)).toEqual([...Array(count).keys()])
})

it('connects again after pauses that double up to a bound', async () => {
  const news: ConnectionNews[] = []
  const pauses: number[] = []
  const retries: (() => void)[] = []
  let onPause = () => undefined as void
  const ticks = await opened({
    minBackoffMs: 100,
    maxBackoffMs: 350,
    idleMs: 99_999,
    onConnection: (one) => news.push(one),
    schedule: (callback, ms) => {
      if (ms === 99_999) return () => undefined
      pauses.push(ms)
      retries.push(callback)
      onPause()
      return () => undefined
    },
  })
  const { socket } = await server.client(0)
  server.refuse = true
  for (let attempt = 0; attempt < 4; attempt++) {
    const paused = new Promise<void>((resolve) => {
      onPause = resolve
    })
    if (attempt === 0) socket.close()
    else retries.at(-1)?.()
    await paused
  }
  expect(pauses).toEqual([100, 200, 350, 350])
  server.refuse = false
  retries.at(-1)?.()
  const again = await server.client(1)
  again.socket.send('{"key":"back"}')
  expect((await readCount(ticks, 1)).ticks).toMatchObject([{ key: 'back' }])
  expect(news.map(({ state, failures }) => `${state} ${failures}`)).toEqual([
    'connected 0',
    'lost 0',
    'lost 1',
    'lost 2',
    'lost 3',
    'connected 0',
  ])
})

it('gives up a connection that shows no sign of life', async () => {
  const idle: (() => void)[] = []
  await opened({
    idleMs: 77,
    schedule: (callback, ms) => {
      if (ms === 77) idle.push(callback)
      else setImmediate(callback)
      return () => undefined
    },
  })
  const { socket } = await server.client(0)
  const closed = once(socket, 'close')
  socket.pause()
  idle.at(-1)?.()
  idle.at(-1)?.()
  await server.client(1)
  socket.resume()
  await closed
})

it('says what is wrong when the first connection can not be made', async () => {
  const { url } = server
  await server.close()
  const failure = await source({ url })
    .open()
    .catch((error: unknown) => error)
  expect(isTickwiseError(failure, 'SOURCE_FAILED') && failure.message).toContain(url)
})

it('refuses to go back, and names the loss in its properties', async () => {
  const ticks = await opened()
  const { socket } = await server.client(0)
  socket.send('{"key":"a"}')
  await readCount(ticks, 1)
  expect(ticks.replayable).toBe(false)
  await expect(ticks.seek({ topic: 'trades', partition: 0 }, 0)).rejects.toMatchObject({ code: 'SOURCE_CHANGED' })
})

it('names every wrong option at once', () => {
  const wrong = { url: 'http://x', maxBuffered: 0, columns: { text: 'a' } } as WebSocketSourceOptions<unknown>
  for (const name of ['url', 'maxBuffered', 'columns']) expect(() => source(wrong)).toThrow(`${name}: `)
})

function atOnce(callback: () => void, ms: number): () => void {
  if (ms < 10_000) setImmediate(callback)
  return () => undefined
}

it('reads times in a named zone, and refuses one that is unknown when it opens', async () => {
  const ticks = await opened({ columns: { key: 's', time: 't' }, time: { zone: 'America/New_York' } })
  const { socket } = await server.client(0)
  socket.send('{"s":"a","t":"2024-07-01T09:30"}')
  expect((await readCount(ticks, 1)).ticks).toMatchObject([{ eventTime: Date.UTC(2024, 6, 1, 13, 30) }])
  await expect(opened({ time: { zone: 'New York' } })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    action: expect.stringContaining('America/New_York'),
  })
})
