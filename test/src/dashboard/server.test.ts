import { once } from 'node:events'
import { get, request, type IncomingMessage, type RequestOptions } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { startDashboard, type Dashboard } from '../../../src/dashboard/server.ts'
import { randomWalk } from './random-walk.ts'

let dashboard: Dashboard

beforeEach(async () => {
  dashboard = await startDashboard({ port: 0, title: 'prices <b>', intervalMs: 1, maxClients: 3 })
})

afterEach(() => dashboard.close())

async function ask(path: string, options: RequestOptions = {}): Promise<{ response: IncomingMessage; body: string }> {
  const url = new URL(dashboard.url)
  const sent = request({ host: url.hostname, port: url.port, path, ...options }).end()
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { response, body: await text(response) }
}

async function openEvents(path = 'events'): Promise<IncomingMessage> {
  const [response] = (await once(get(new URL(path, dashboard.url)), 'response')) as [IncomingMessage]
  return response.setEncoding('utf8')
}

/** Server-sent events as they come. */
async function* messages(response: IncomingMessage): AsyncGenerator<{ key: { series: { first: number } } }> {
  let rest = ''
  for await (const chunk of response) {
    const parts = (rest + String(chunk)).split('\n\n')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const data = /^data: (.*)$/m.exec(part)?.[1]
      if (data !== undefined) yield JSON.parse(data) as { key: { series: { first: number } } }
    }
  }
}

describe('startDashboard', () => {
  test('serves the page with a strict policy, no cookie and no permission for other sites', async () => {
    const { response, body } = await ask('/')
    expect(response.statusCode).toBe(200)
    expect(body).toContain('<script type="module" src="/main.js">')
    const policy = response.headers['content-security-policy'] ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("script-src 'self'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/unsafe|\*|https?:/)
    expect(response.headers).not.toHaveProperty('set-cookie')
    expect(response.headers).not.toHaveProperty('access-control-allow-origin')
    expect(response.headers).not.toHaveProperty('strict-transport-security')
    expect(response.headers['cross-origin-resource-policy']).toBe('same-origin')
  })

  test.each(['/main.js', '/vendor/uplot.js', '/vendor/uplot.css', '/icon.svg'])('serves %s', async (path) => {
    expect((await ask(path)).response.statusCode).toBe(200)
  })

  test('answers /healthz and gives the title as data', async () => {
    expect(JSON.parse((await ask('/healthz')).body)).toEqual({ status: 'ok' })
    expect(JSON.parse((await ask('/about.json')).body)).toEqual({ title: 'prices <b>', tickName: 'tick' })
  })

  test.each(['/', '/events', '/healthz', '/about.json'])('refuses %s under a foreign host name', async (path) => {
    const { response } = await ask(path, { headers: { host: 'evil.example' } })
    expect(response.statusCode).toBe(403)
  })

  test('refuses requests that another site makes, and every method but reading', async () => {
    expect((await ask('/events', { headers: { 'sec-fetch-site': 'cross-site' } })).response.statusCode).toBe(403)
    expect((await ask('/', { method: 'POST' })).response.statusCode).toBe(405)
  })

  test.each(['/../server.ts', '/%2e%2e/server.ts', '/page/main.js', '/..%2fserver.ts'])(
    'has no file at %s',
    async (path) => {
      expect((await ask(path)).response.statusCode).toBe(404)
    },
  )

  test('sends a snapshot on connect, then what is new', async () => {
    const frames = [...randomWalk(['a', 'b'], 20, 8)]
    for (const frame of frames.slice(0, 30)) dashboard.publish(frame)
    const stream = messages(await openEvents('events?key=b'))
    expect((await stream.next()).value).toMatchObject({ keys: ['a', 'b'], key: { name: 'b', series: { first: 0 } } })
    for (const frame of frames.slice(30)) dashboard.publish(frame)
    expect((await stream.next()).value).toMatchObject({ key: { name: 'b', series: { first: 15 } } })
    await stream.return(undefined)
  })

  test('a client that does not read delays nobody', async () => {
    const stalled = await openEvents()
    const reader = messages(await openEvents())
    let got = 0
    let seen = 0
    for (const frame of randomWalk(['a'], 30_000, 64)) {
      dashboard.publish(frame)
      if (seen++ % 1000 === 0) got += (await reader.next()).done === true ? 0 : 1
    }
    expect(got).toBe(30)
    expect((await ask('/healthz')).response.statusCode).toBe(200)
    stalled.destroy()
    await reader.return(undefined)
  })

  test('has a limit of clients, and a place is free again when one leaves', async () => {
    const clients = [await openEvents(), await openEvents(), await openEvents()]
    expect((await ask('/events')).response.statusCode).toBe(503)
    clients[0]?.destroy()
    await expect
      .poll(async () => {
        const again = await openEvents()
        again.destroy()
        return again.statusCode
      })
      .toBe(200)
    for (const client of clients) client.destroy()
  })

  test('a port in use is an error that says what to type', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const attempt = startDashboard({ port, title: 't' })
    await expect(attempt).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(`${port}`) as string,
    })
    await expect(attempt).rejects.toThrow(`--port ${port + 1}`)
    other.close()
  })

  test('close ends open pages and may be called twice', async () => {
    const events = await openEvents()
    const cut = once(events.resume(), 'close').catch((error: unknown) => error)
    await Promise.all([dashboard.close(), dashboard.close()])
    await cut
    await expect(fetch(dashboard.url)).rejects.toThrow()
  })
})
