import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** Connections made through it so far. */
  connections(): number
  /** The next connection that sends more than `bytes` from now on is cut there: Redis gets no more of it. */
  cutRequestAfter(bytes: number): void
  /** Redis gets everything, but the next answer is lost with its connection. */
  cutNextAnswer(): void
  /** What is sent and answered from now on goes nowhere, and the connections stay. New connections work. */
  stall(): void
  close(): Promise<void>
}

/** A wire between a store and Redis that a test can cut at a place of its choice. */
export async function startProxy(target: number, port = 0): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let count = 0
  let requestBytes = Infinity
  let answerLost = false
  const server = createServer((near) => {
    count++
    const far = connect(target, '127.0.0.1')
    const cut = () => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('error', cut)
      socket.on('close', () => {
        sockets.delete(socket)
        cut()
      })
    }
    near.on('data', (bytes: Buffer) => {
      far.write(bytes.subarray(0, requestBytes))
      requestBytes -= bytes.length
      if (requestBytes >= 0) return
      requestBytes = Infinity
      // Ends after what was let through has been sent.
      far.end()
      near.destroy()
    })
    far.on('data', (bytes: Buffer) => {
      if (!answerLost) near.write(bytes)
      else {
        answerLost = false
        cut()
      }
    })
  }).listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => count,
    cutRequestAfter: (bytes) => {
      requestBytes = bytes
    },
    cutNextAnswer: () => {
      answerLost = true
    },
    stall: () => {
      for (const socket of sockets) socket.removeAllListeners('data').pause()
    },
    close: async () => {
      server.close()
      for (const socket of sockets) socket.destroy()
      await once(server, 'close')
    },
  }
}
