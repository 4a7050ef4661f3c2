import { createApp } from './app.ts'
import { createFrameSampler, defaultLimits, type SamplerLimits } from './frame-sampler.ts'
import type { Frame, RunStatus } from './frame.ts'
import type { ModelsView } from './models-view.ts'
import type { Panel } from './panel.ts'
import { loadPageAssets } from './page-assets.ts'
import { serveApp } from './serve-app.ts'

export interface DashboardOptions {
  /** Loopback by default, so that nobody else sees the run. */
  readonly host?: string
  /** 0 takes any free port. */
  readonly port: number
  readonly title: string
  /** What one tick is called on the page, in the singular: `day`. */
  readonly tickName?: string
  readonly limits?: SamplerLimits
  /** Between two messages to one page. */
  readonly intervalMs?: number
  readonly maxClients?: number
  /** What pages show beside charts and scores, by name. */
  readonly panels?: Readonly<Record<string, Panel>>
}

export interface Dashboard {
  readonly url: string
  publish(frame: Frame): void
  /** Whether a page shows this key at the moment: its frames may then say more. */
  isWatched(key: string): boolean
  status(status: RunStatus): void
  models(models: ModelsView): void
  close(): Promise<void>
}

/** Serves the live page of a run. Throws `PORT_IN_USE` when another program has the port. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host = '127.0.0.1', port, title, tickName = 'tick' } = options
  const { limits = defaultLimits, intervalMs = 100, maxClients = 32, panels = {} } = options
  const sampler = createFrameSampler(limits, panels)
  const ending = new AbortController()
  const stream = { intervalMs, heartbeatMs: 10_000, signal: ending.signal }
  const assets = await loadPageAssets()
  const app = createApp({ listenHost: host, title, tickName, maxClients, sampler, assets, stream })
  const served = await serveApp(app, host, port)
  return {
    url: served.url,
    publish: (frame) => sampler.publish(frame),
    isWatched: (key) => sampler.isWatched(key),
    status: (status) => sampler.status(status),
    models: (models) => sampler.models(models),
    async close() {
      ending.abort()
      await served.close()
    },
  }
}
