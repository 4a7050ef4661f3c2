import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { WebSocketServer, type WebSocket } from 'ws'

export interface TestClient {
  readonly socket: WebSocket
  /** The first message that came from it. */
  readonly received: Promise<string>
}

export interface TestServer {
  readonly url: string
  /** Answers new connections with an HTTP error. */
  refuse: boolean
  /** The n-th connection, from 0; waits for it. */
  client(index: number): Promise<TestClient>
  /** Resolves when the socket's unsent bytes no longer become fewer. */
  standsStill(socket: WebSocket): Promise<void>
  close(): Promise<void>
}

/** A real WebSocket server on a free local port. */
export async function startServer(): Promise<TestServer> {
  const http = createServer()
  const sockets = new WebSocketServer({ noServer: true })
  const clients: TestClient[] = []
  const server: TestServer = {
    url: '',
    refuse: false,
    async client(index) {
      while (clients[index] === undefined) await once(sockets, 'tracked')
      return clients[index]
    },
    async standsStill(socket) {
      for (let same = 0, before = -1; same < 2000; same++) {
        if (socket.bufferedAmount !== before) same = 0
        before = socket.bufferedAmount
        await setImmediate()
      }
    },
    async close() {
      for (const { socket } of clients) socket.terminate()
      if (!http.listening) return
      http.close()
      http.closeAllConnections()
      await once(http, 'close')
    },
  }
  http.on('upgrade', (request, stream, head) => {
    if (server.refuse) {
      stream.end('HTTP/1.1 503 Service Unavailable\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const received = new Promise<string>((resolve) => {
        socket.once('message', (message: Buffer) => resolve(message.toString('utf8')))
      })
      socket.on('error', () => undefined)
      clients.push({ socket, received })
      sockets.emit('tracked')
    })
  })
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  return Object.assign(server, { url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}` })
}
