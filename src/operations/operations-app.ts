import { Hono } from 'hono'
import { isAllowedHost } from '../dashboard/host-check.ts'
import type { Health } from './run-health.ts'

export interface OperationsParts {
  readonly listenHost: string
  readonly metrics: { readonly contentType: string; read(): Promise<string> }
  readonly health: { readonly live: () => Health; readonly ready: () => Health }
}

/** /metrics for Prometheus, /healthz and /readyz for what keeps the worker running. Read-only, no cookies, no CORS. */
export function createOperationsApp({ listenHost, metrics, health }: OperationsParts): Hono {
  const app = new Hono()
  const isLocal = listenHost === 'localhost' || listenHost === '::1' || listenHost.startsWith('127.')

  app.use(async (c, next) => {
    // On a loopback address only this machine's programs ask; a foreign name in Host is a page's DNS rebinding.
    if (isLocal && !isAllowedHost(c.req.header('host'), listenHost))
      return c.text('This host name is not served here.\n', 403)
    if (c.req.header('sec-fetch-site') === 'cross-site') return c.text('Not for other sites.\n', 403)
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD') return c.text('Read only.\n', 405, { allow: 'GET, HEAD' })
    c.header('cache-control', 'no-store')
    c.header('x-content-type-options', 'nosniff')
    return next()
  })
  app.get('/metrics', async (c) => c.body(await metrics.read(), 200, { 'content-type': metrics.contentType }))
  for (const [path, ask] of [
    ['/healthz', health.live],
    ['/readyz', health.ready],
  ] as const) {
    app.get(path, (c) => {
      const { ok, phaseSeconds, ...rest } = ask()
      return c.json({ ...rest, phaseSeconds: Number(phaseSeconds.toFixed(3)) }, ok ? 200 : 503)
    })
  }
  app.notFound((c) => c.text('Here are /metrics, /healthz and /readyz.\n', 404))
  return app
}
