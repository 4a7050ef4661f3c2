import { once } from 'node:events'
import { request, type IncomingMessage, type RequestOptions } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { startOperationsServer } from '../../../src/operations/operations-server.ts'

const fine = { ok: true, status: 'ok', phase: 'read', phaseSeconds: 0.01234 } as const
const metrics = { contentType: 'text/plain; version=0.0.4; charset=utf-8', read: () => Promise.resolve('up 1\n') }

async function start(host?: string) {
  const health = { live: () => fine, ready: () => ({ ...fine, ok: false, status: 'stopping' }) }
  const server = await startOperationsServer({ port: 0, metrics, health, ...(host === undefined ? {} : { host }) })
  onTestFinished(() => server.close())
  const port = new URL(server.url).port
  return async (path: string, options: RequestOptions = {}) => {
    const sent = request({ host: '127.0.0.1', port, path, ...options }).end()
    const [response] = (await once(sent, 'response')) as [IncomingMessage]
    return { status: response.statusCode, type: response.headers['content-type'], body: await text(response) }
  }
}

test('serves metrics, health and readiness', async () => {
  const ask = await start()
  expect(await ask('/metrics')).toEqual({ status: 200, type: metrics.contentType, body: 'up 1\n' })
  expect(await ask('/healthz')).toMatchObject({
    status: 200,
    body: '{"status":"ok","phase":"read","phaseSeconds":0.012}',
  })
  expect(await ask('/readyz')).toMatchObject({ status: 503, body: expect.stringContaining('stopping') as string })
  expect((await ask('/')).status).toBe(404)
})

test('on a loopback address it answers its own machine alone', async () => {
  const ask = await start()
  expect((await ask('/metrics', { headers: { host: 'evil.example' } })).status).toBe(403)
  expect((await ask('/metrics', { headers: { 'sec-fetch-site': 'cross-site' } })).status).toBe(403)
  expect((await ask('/metrics', { method: 'POST' })).status).toBe(405)
})

test('on every address it may be asked by the names of a cluster', async () => {
  const ask = await start('0.0.0.0')
  expect((await ask('/metrics', { headers: { host: 'worker:9464' } })).status).toBe(200)
})

test('a port in use is named with its option', async () => {
  const health = { live: () => fine, ready: () => fine }
  const first = await startOperationsServer({ port: 0, metrics, health })
  onTestFinished(() => first.close())
  const port = Number(new URL(first.url).port)
  await expect(startOperationsServer({ port, metrics, health })).rejects.toThrow('--metrics-port 0')
})
