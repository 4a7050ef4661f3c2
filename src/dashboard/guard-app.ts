import { Hono } from 'hono'
import { secureHeaders } from 'hono/secure-headers'
import { isAllowedHost } from './host-check.ts'

const contentSecurityPolicy = {
  defaultSrc: ["'none'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  connectSrc: ["'self'"],
  imgSrc: ["'self'"],
  baseUri: ["'none'"],
  formAction: ["'none'"],
  frameAncestors: ["'none'"],
}

/**
 * An app that answers its own pages only: known host names, no other site, no cookies. Read-only but for the paths in
 * `posts`, which take JSON alone, so that a browser asks before another site could send any.
 */
export function guardedApp(listenHost: string, posts: readonly string[] = []): Hono {
  const app = new Hono()
  app.use(async (c, next) => {
    if (!isAllowedHost(c.req.header('host'), listenHost)) return c.text('This host name is not served here.\n', 403)
    const site = c.req.header('sec-fetch-site')
    if (site === 'cross-site' && c.req.path !== '/') return c.text('Not for other sites.\n', 403)
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    if (c.req.method !== 'POST' || !posts.includes(c.req.path))
      return c.text('Read only.\n', 405, { allow: 'GET, HEAD' })
    if (site !== undefined && site !== 'same-origin') return c.text('Not for other sites.\n', 403)
    if (!/^application\/json(;|$)/.test(c.req.header('content-type') ?? '')) return c.text('JSON only.\n', 415)
    return next()
  })
  // No HSTS: this is plain HTTP on a loopback address, and the header would outlive the run.
  app.use(secureHeaders({ contentSecurityPolicy, strictTransportSecurity: false, xFrameOptions: 'DENY' }))
  return app
}
