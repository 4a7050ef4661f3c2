import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { WireDirection } from './wire-direction.ts'

/** A request of Kafka's protocol that is held back on its way to the broker. */
export interface HeldRequest {
  readonly clientId: string
  /** Lets it go on, even when its sender is gone. */
  release(): void
}

interface Hold {
  readonly apiKey: number
  readonly clientId: string | undefined
  readonly caught: (held: HeldRequest) => void
}

interface Pair {
  readonly near: Socket
  readonly far: Socket
}

/** Stands between the workers and one server: cuts connections, slows them down, and holds back a request. */
export class Wire {
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  readonly #speaksKafka: boolean
  #target = 0
  #delayMs = 0
  #hold: Hold | undefined

  constructor(protocol: 'kafka' | 'redis') {
    this.#speaksKafka = protocol === 'kafka'
    this.#server = createServer((near) => this.#accept(near))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  leadTo(port: number): void {
    this.#target = port
  }

  /** Cuts each connection for which `chosen` says so. Gives back how many. */
  cut(chosen: () => boolean): number {
    const cut = [...this.#pairs].filter(chosen)
    for (const { near, far } of cut) {
      near.destroy()
      far.destroy()
    }
    return cut.length
  }

  /** Everything from now on takes so much longer, each way. */
  slow(delayMs: number): void {
    this.#delayMs = delayMs
  }

  /** The next request of that kind, from that client or from any. */
  holdNext(apiKey: number, clientId?: string): Promise<HeldRequest> {
    return new Promise((caught) => {
      this.#hold = { apiKey, clientId, caught }
    })
  }

  holdNothing(): void {
    this.#hold = undefined
  }

  async close(): Promise<void> {
    this.#server.close()
    this.cut(() => true)
    await once(this.#server, 'close')
  }

  #accept(near: Socket): void {
    const far = connect(this.#target, '127.0.0.1')
    const pair = { near, far }
    this.#pairs.add(pair)
    const delay = () => this.#delayMs
    const toServer = new WireDirection(far, delay)
    const toClient = new WireDirection(near, delay)
    near.on('error', () => undefined)
    far.on('error', () => undefined)
    far.on('data', (chunk) => toClient.send(chunk))
    // What was sent before the end still arrives, as on a real network.
    near.on('close', () => toServer.end())
    far.on('close', () => {
      toClient.end()
      this.#pairs.delete(pair)
    })
    if (!this.#speaksKafka) near.on('data', (chunk) => toServer.send(chunk))
    else this.#passRequests(near, toServer)
  }

  #passRequests(near: Socket, toServer: WireDirection): void {
    let waiting: Buffer = Buffer.alloc(0)
    near.on('data', (chunk: Buffer) => {
      waiting = waiting.length === 0 ? chunk : Buffer.concat([waiting, chunk])
      while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE(0)) {
        const length = 4 + waiting.readInt32BE(0)
        this.#passRequest(waiting.subarray(0, length), toServer)
        waiting = waiting.subarray(length)
      }
    })
  }

  /** A request begins with length, kind, version, number and the client's id. */
  #passRequest(request: Buffer, toServer: WireDirection): void {
    const hold = this.#hold
    if (hold?.apiKey === request.readInt16BE(4)) {
      const clientId = request.toString('utf8', 14, 14 + Math.max(0, request.readInt16BE(12)))
      if (hold.clientId === undefined || hold.clientId === clientId) {
        this.#hold = undefined
        hold.caught({ clientId, release: toServer.hold() })
      }
    }
    toServer.send(request)
  }
}
