import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Numbers of the protocol's requests. */
export const apiKeys = { produce: 0, fetch: 1, offsetFetch: 9, initProducerId: 22, endTxn: 26 } as const

export interface Cut {
  /** The request at which the connection is cut. */
  readonly at: number
  /** Whether the broker still gets it, so that only its answer is lost. */
  readonly delivered: boolean
  /** For how long connections are refused afterwards. */
  readonly downMs: number
  /** Called before anything is cut. */
  readonly onCut?: () => void
}

/**
 * Stands between a client and one broker, and cuts connections at a chosen request. The broker names its own address in
 * its answers; it is replaced by the proxy's, so that the client comes back here.
 */
export class BrokerProxy {
  /** Requests that came, in order, since the last cut. */
  requests: number[] = []
  cuts = 0
  readonly #target: { readonly host: string; readonly port: number }
  readonly #server: Server
  readonly #sockets = new Set<Socket>()
  #cut: Cut | undefined
  #isDown = false
  #recovery: NodeJS.Timeout | undefined

  constructor(broker: string) {
    const [host = '', port = ''] = broker.split(':')
    this.#target = { host, port: Number(port) }
    this.#server = createServer((client) => this.#accept(client))
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async open(): Promise<this> {
    await new Promise<void>((resolve) => void this.#server.listen(0, '127.0.0.1', resolve))
    return this
  }

  cutOnce(cut: Cut): void {
    this.#cut = cut
  }

  async close(): Promise<void> {
    clearTimeout(this.#recovery)
    this.#cutAll()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #accept(client: Socket): void {
    client.on('error', () => undefined)
    if (this.#isDown) {
      client.destroy()
      return
    }
    const broker = connect(this.#target)
    broker.on('error', () => undefined)
    for (const socket of [client, broker]) this.#sockets.add(socket)
    client.on('close', () => broker.destroy())
    broker.on('close', () => client.destroy())
    broker.on('data', (chunk) => client.write(this.#renamed(chunk)))
    let waiting = Buffer.alloc(0)
    client.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk])
      while (waiting.length >= 6 && waiting.length >= 4 + waiting.readInt32BE(0)) {
        const length = 4 + waiting.readInt32BE(0)
        this.#pass(waiting.subarray(0, length), broker)
        waiting = waiting.subarray(length)
      }
    })
  }

  #pass(request: Buffer, broker: Socket): void {
    const key = request.readInt16BE(4)
    const cut = this.#cut
    if (cut?.at !== key) {
      this.requests.push(key)
      broker.write(request)
      return
    }
    this.#cut = undefined
    cut.onCut?.()
    this.#isDown = cut.downMs > 0
    this.#recovery = setTimeout(() => (this.#isDown = false), cut.downMs)
    this.requests = []
    this.cuts++
    if (!cut.delivered) return this.#cutAll()
    // The first answer says that it has been done.
    broker.removeAllListeners('data')
    broker.once('data', () => this.#cutAll())
    broker.write(request)
  }

  #cutAll(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }

  #renamed(answer: Buffer): Buffer {
    const { host, port } = this.#target
    const [from, to] = [port, Number(this.address.split(':')[1])].map((number) => {
      const bytes = Buffer.alloc(host.length + 4)
      bytes.write(host)
      bytes.writeInt32BE(number, host.length)
      return bytes
    }) as [Buffer, Buffer]
    for (let at = answer.indexOf(from); at >= 0; at = answer.indexOf(from, at)) to.copy(answer, at)
    return answer
  }
}
