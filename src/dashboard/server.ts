import { createAdaptorServer } from '@hono/node-server'
import { once } from 'node:events'
import type { AddressInfo, Server } from 'node:net'
import { TickwiseError } from '../errors.ts'
import { createApp } from './app.ts'
import { createFrameSampler, defaultLimits, type SamplerLimits } from './frame-sampler.ts'
import type { Frame, RunStatus } from './frame.ts'
import { loadPageAssets } from './page-assets.ts'

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
}

export interface Dashboard {
  readonly url: string
  publish(frame: Frame): void
  status(status: RunStatus): void
  close(): Promise<void>
}

/** Serves the live page of a run. Throws `PORT_IN_USE` when another program has the port. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { host = '127.0.0.1', port, title, tickName = 'tick' } = options
  const { limits = defaultLimits, intervalMs = 100, maxClients = 32 } = options
  const sampler = createFrameSampler(limits)
  const ending = new AbortController()
  const stream = { intervalMs, heartbeatMs: 10_000, signal: ending.signal }
  const assets = await loadPageAssets()
  const app = createApp({ listenHost: host, title, tickName, maxClients, sampler, assets, stream })
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host })
  await listen(server, host, port)
  const { port: actualPort } = server.address() as AddressInfo
  let closed: Promise<unknown> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}/`,
    publish: (frame) => sampler.publish(frame),
    status: (status) => sampler.status(status),
    async close() {
      ending.abort()
      if (closed === undefined) {
        closed = once(server, 'close')
        server.close()
      }
      if ('closeAllConnections' in server) server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause
    throw new TickwiseError('PORT_IN_USE', {
      expected: `port ${port} on ${host} to be free for the dashboard`,
      received: code === 'EACCES' ? 'a port this user may not open' : 'another program that listens there',
      action: `Type --port ${port < 1024 ? 8080 : port + 1} to take another port, --port 0 for any free one, or --no-dashboard to go without.`,
      cause,
    })
  }
}
