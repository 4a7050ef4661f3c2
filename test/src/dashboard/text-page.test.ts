import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Served } from '../../../src/dashboard/serve-app.ts'
import { startTextPage } from '../../../src/dashboard/text-page.ts'

let page: Served
let seen: unknown[]

beforeEach(async () => {
  seen = []
  const answer = (...written: unknown[]) => ({ length: seen.push(written) })
  page = await startTextPage({ port: 0, name: 'typing', about: { words: 3 }, answer })
})
afterEach(() => page.close())

function post(body: string, headers: Record<string, string> = {}): Promise<Response> {
  const type = { 'content-type': 'application/json' }
  return fetch(new URL('text', page.url), { method: 'POST', body, headers: { ...type, ...headers } })
}
const written = JSON.stringify({ writer: 'a', text: 'the', done: false })

test('serves its page, what the page is about, and an answer to a text', async () => {
  expect(await (await fetch(page.url)).text()).toContain('src="/typing.js"')
  expect(await (await fetch(new URL('about.json', page.url))).json()).toEqual({ words: 3 })
  const response = await post(written)
  expect(await response.json()).toEqual({ length: 1, ms: expect.any(Number) as number })
  expect(seen).toEqual([['a', 'the', false]])
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
})

test.each([
  ['another site', { 'sec-fetch-site': 'cross-site' }, written, 403],
  ['a page of the same host on another port', { 'sec-fetch-site': 'same-site' }, written, 403],
  ['a form', { 'content-type': 'text/plain' }, written, 415],
  ['no JSON', {}, '{', 400],
  ['another shape', {}, '{"writer":"a","text":7,"done":false}', 400],
  ['a text without end', {}, JSON.stringify({ writer: 'a', text: 'x'.repeat(300_000), done: false }), 413],
])('refuses %s', async (_, headers, body, status) => {
  expect((await post(body, headers)).status).toBe(status)
  expect(seen).toEqual([])
})

test('takes texts at one address only, and a foreign host name nowhere', async () => {
  expect((await fetch(new URL('about.json', page.url), { method: 'POST' })).status).toBe(405)
  expect((await fetch(new URL('missing', page.url))).status).toBe(404)
})
