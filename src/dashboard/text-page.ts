import { bodyLimit } from 'hono/body-limit'
import { z } from 'zod'
import { guardedApp } from './guard-app.ts'
import { loadPageAssets } from './page-assets.ts'
import { serveApp, type Served } from './serve-app.ts'

export interface TextPageOptions {
  /** Loopback by default, so that nobody else reads what is written. */
  readonly host?: string
  readonly port: number
  /** `<name>.html` is the page. */
  readonly name: string
  /** What the page is told once. */
  readonly about: object
  /**
   * Answers to the whole of a writer's text, at once. `done`: nobody is typing at the moment.
   * Called one after the other, in the order in which the texts came.
   */
  readonly answer: (writer: string, text: string, done: boolean) => object
}

const maxBodyBytes = 200_000
const writtenSchema = z.strictObject({ writer: z.string().min(1).max(64), text: z.string(), done: z.boolean() })

/** Serves a page that people write on. Throws `PORT_IN_USE` when another program has the port. */
export async function startTextPage(options: TextPageOptions): Promise<Served> {
  const { host = '127.0.0.1', port, name, about, answer } = options
  const assets = await loadPageAssets()
  const app = guardedApp(host, ['/text'])
  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/about.json', (c) => c.json(about, 200, { 'cache-control': 'no-store' }))
  app.post('/text', bodyLimit({ maxSize: maxBodyBytes }), async (c) => {
    const body: unknown = await c.req.json().catch(() => undefined)
    const written = writtenSchema.safeParse(body)
    if (!written.success) return c.json({ error: 'Expected { writer, text, done }.' }, 400)
    const { writer, text, done } = written.data
    const begin = performance.now()
    const facts = answer(writer, text, done)
    return c.json({ ...facts, ms: performance.now() - begin }, 200, { 'cache-control': 'no-store' })
  })
  app.get('*', (c) => {
    const asset = assets.get(c.req.path === '/' ? `/${name}.html` : c.req.path)
    if (asset === undefined) return c.text('Not found.\n', 404)
    return c.body(asset.body, 200, { 'content-type': asset.type, 'cache-control': 'no-cache' })
  })
  return serveApp(app, host, port)
}
