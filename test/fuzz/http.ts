import fc from 'fast-check'
import { createApp } from '../../src/dashboard/app.ts'
import { createFrameSampler } from '../../src/dashboard/frame-sampler.ts'
import { loadPageAssets } from '../../src/dashboard/page-assets.ts'
import { createOperationsApp } from '../../src/operations/operations-app.ts'
import { target } from './fuzz-target.ts'

const fine = () => ({ ok: true, status: 'ok', phase: 'read' as const, phaseSeconds: 0 })
const operations = createOperationsApp({
  listenHost: '127.0.0.1',
  metrics: { contentType: 'text/plain', read: () => Promise.resolve('up 1\n') },
  health: { live: fine, ready: fine },
})
const assets = await loadPageAssets()
const dashboard = createApp({
  ...{ listenHost: '127.0.0.1', title: 't', tickName: 'tick', maxClients: 4, assets },
  ...{ sampler: createFrameSampler(), stream: { intervalMs: 1, heartbeatMs: 1, signal: AbortSignal.abort() } },
})

const known = ['/', '/main.js', '/healthz', '/readyz', '/metrics', '/about.json', '/events', '/vendor/uplot.js']
const parts = [
  '..',
  '%2e%2e',
  '%2f',
  '\\',
  '%00',
  'etc',
  'passwd',
  'package.json',
  'main.js',
  '?key=',
  '#',
  ';',
  ' ',
  '%',
  'é',
]
const path = fc.oneof(
  fc.constantFrom(...known),
  fc
    .array(fc.oneof(fc.constantFrom(...parts), fc.string({ maxLength: 8 })), { maxLength: 6 })
    .map((all) => `/${all.join('/')}`),
)
const hosts = [
  '127.0.0.1:4680',
  'localhost',
  '[::1]:4680',
  'evil.example',
  '127.0.0.1.evil.example',
  'localhost.evil.example',
  '',
  '127.0.0.1@evil.example',
  'localhost:99999999',
]
const header = (values: readonly string[]) =>
  fc.oneof(fc.constantFrom(...values), fc.string({ unit: 'grapheme-ascii', maxLength: 20 }))
const cases = fc.record({
  app: fc.constantFrom(operations, dashboard),
  path,
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
  host: header(hosts),
  site: fc.option(header(['cross-site', 'same-site', 'same-origin', 'none']), { nil: undefined }),
  origin: fc.option(header(['https://evil.example', 'null']), { nil: undefined }),
})

const local = /^(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/i

/** No request makes an error, changes anything, or is answered to another site or another name. */
export const http = target('HTTP', cases, async ({ app, path: at, method, host, site, origin }) => {
  const headers = new Headers()
  for (const [name, value] of [
    ['host', host],
    ['sec-fetch-site', site],
    ['origin', origin],
  ] as const) {
    if (value !== undefined && /^[\x20-\x7e]*$/.test(value)) headers.set(name, value)
  }
  const url = URL.canParse(`http://127.0.0.1:4680${at}`) ? `http://127.0.0.1:4680${at}` : 'http://127.0.0.1:4680/'
  const response = await app.fetch(new Request(url, { method, headers }))
  const { status } = response
  const said = `${method} ${url} as ${host} from ${site}: ${status}`
  if (status >= 500 && status !== 503) throw new Error(said)
  if (status < 400 && method !== 'GET' && method !== 'HEAD') throw new Error(`${said}, not read-only`)
  if (response.headers.has('access-control-allow-origin')) throw new Error(`${said}, to another site`)
  if (response.headers.has('set-cookie')) throw new Error(`${said}, with a cookie`)
  const foreign = /[a-z]/i.test(host) && host.includes('.') && !local.test(host) && !/^[\d.:[\]a-f]+$/i.test(host)
  if (status < 400 && foreign) throw new Error(`${said}, to a foreign name`)
  if (status < 400 && site === 'cross-site' && new URL(url).pathname !== '/') throw new Error(`${said}, cross-site`)
  if ((await response.text()).includes('root:')) throw new Error(`${said}, a file of the machine`)
})
