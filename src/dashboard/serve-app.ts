import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import type { Hono } from 'hono'
import { TickwiseError } from '../errors.ts'

export interface Served {
  readonly url: string
  /** Ends open connections, too. May be called twice. */
  close(): Promise<void>
}

/** What a refused port is told in. */
export interface PortWords {
  /** What is served: `the dashboard`. */
  readonly what: string
  readonly option: string
  /** How to go without. */
  readonly without: string
}

const dashboardWords: PortWords = {
  what: 'the dashboard',
  option: '--port',
  without: 'or --no-dashboard to go without',
}

/** Serves an app; port 0 takes any free one. Throws `PORT_IN_USE` when another program has the port. */
export async function serveApp(app: Hono, host: string, port: number, words = dashboardWords): Promise<Served> {
  const server = createAdaptorServer({ fetch: app.fetch, hostname: host }) as Server
  await listen(server, host, port, words)
  const { port: actualPort } = server.address() as AddressInfo
  let closed: Promise<unknown> | undefined
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}/`,
    async close() {
      if (closed === undefined) {
        closed = once(server, 'close')
        server.close()
      }
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, host: string, port: number, words: PortWords): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw cause
    const { what, option, without } = words
    throw new TickwiseError('PORT_IN_USE', {
      expected: `port ${port} on ${host} to be free for ${what}`,
      received: code === 'EACCES' ? 'a port this user may not open' : 'another program that listens there',
      action: `Type ${option} ${port < 1024 ? 8080 : port + 1} to take another port, ${option} 0 for any free one, ${without}.`,
      cause,
    })
  }
}
