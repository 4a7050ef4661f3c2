import type { Hono } from 'hono'
import { etag } from 'hono/etag'
import { streamSSE } from 'hono/streaming'
import { streamUpdates, type EventStreamOptions } from './event-stream.ts'
import { newViewer, type FrameSampler } from './frame-sampler.ts'
import { guardedApp } from './guard-app.ts'
import type { Asset } from './page-assets.ts'

export interface AppOptions {
  readonly listenHost: string
  readonly title: string
  /** What one tick is called on the page: `day`, `tick`. */
  readonly tickName: string
  readonly maxClients: number
  readonly sampler: FrameSampler
  readonly assets: ReadonlyMap<string, Asset>
  readonly stream: EventStreamOptions
}

const uncached = { 'cache-control': 'no-store' }

/** The dashboard's routes: read-only, same-origin only, no cookies. */
export function createApp({ listenHost, title, tickName, maxClients, sampler, assets, stream }: AppOptions): Hono {
  const app = guardedApp(listenHost)
  let clients = 0

  app.get('/healthz', (c) => c.json({ status: 'ok' }))
  app.get('/about.json', (c) => c.json({ title, tickName }, 200, uncached))

  for (const [name, panel] of Object.entries(sampler.panels))
    app.get(`/${name}.json`, (c) => c.json(panel.read(), 200, uncached))

  app.get('/models.json', (c) => {
    const models = sampler.latestModels
    return models === undefined ? c.text('No models that change.\n', 404) : c.json(models, 200, uncached)
  })

  app.get('/events', (c) => {
    if (clients >= maxClients) return c.text(`All ${maxClients} places are taken.\n`, 503, { 'retry-after': '10' })
    clients += 1
    return streamSSE(c, async (sink) => {
      const viewer = newViewer(c.req.query('key'), c.req.query('panel'), c.req.query('picture'))
      sampler.join(viewer)
      try {
        await streamUpdates(sink, sampler, viewer, stream)
      } finally {
        sampler.leave(viewer)
        clients -= 1
      }
    })
  })

  app.get('*', etag(), (c) => {
    const asset = assets.get(c.req.path)
    if (asset === undefined) return c.text('Not found.\n', 404)
    return c.body(asset.body, 200, { 'content-type': asset.type, 'cache-control': 'no-cache' })
  })
  return app
}
