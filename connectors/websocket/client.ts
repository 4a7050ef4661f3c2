import WebSocket from 'ws'
import { TickwiseError } from '../../src/errors.ts'
import type { Schedule, SourceSettings } from './source-options.ts'

export interface ClientEvents {
  readonly onMessage: (message: Buffer) => void
  /** A message over the limit; it never was in memory, and the connection is lost with it. */
  readonly onOversized: () => void
}

const inTime: Schedule = (callback, ms) => {
  const timer = setTimeout(callback, ms)
  return () => clearTimeout(timer)
}

/** One connection that is made anew whenever it is lost, after pauses that double up to a bound. */
export class Client {
  readonly #settings: SourceSettings
  readonly #events: ClientEvents
  readonly #schedule: Schedule
  #socket: WebSocket | undefined
  #failures = 0
  #paused = false
  #closed = false
  #cancelRetry: (() => void) | undefined
  #cancelIdle: (() => void) | undefined

  constructor(settings: SourceSettings, events: ClientEvents) {
    this.#settings = settings
    this.#events = events
    this.#schedule = settings.schedule ?? inTime
  }

  /** Resolves with the first connection. Errors: `SOURCE_FAILED`. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#connect(resolve, (cause) => {
        this.#closed = true
        reject(
          new TickwiseError('SOURCE_FAILED', {
            expected: `a WebSocket at ${this.#settings.url}`,
            received: cause.message,
            action: 'Check the address, and that the server runs.',
            cause,
          }),
        )
      })
    })
  }

  /** Stops reading from the socket, so that the sender has to wait. */
  pause(): void {
    this.#paused = true
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.pause()
  }

  resume(): void {
    if (!this.#paused) return
    this.#paused = false
    this.#socket?.resume()
  }

  close(): void {
    this.#closed = true
    this.#cancelRetry?.()
    this.#cancelIdle?.()
    this.#socket?.terminate()
  }

  #connect(onFirstOpen?: () => void, onFirstFailure?: (cause: Error) => void): void {
    const { url, headers, maxMessageBytes } = this.#settings
    const socket = new WebSocket(url, { maxPayload: maxMessageBytes, ...(headers === undefined ? {} : { headers }) })
    this.#socket = socket
    let wasOpen = false
    let reason = 'the server closed the connection'
    socket.on('open', () => {
      wasOpen = true
      this.#failures = 0
      if (this.#paused) socket.pause()
      this.#subscribe(socket)
      this.#watchIdle(socket, false)
      this.#settings.onConnection?.({ state: 'connected', failures: 0, reason: url })
      onFirstOpen?.()
    })
    socket.on('message', (message: Buffer) => {
      this.#watchIdle(socket, false)
      this.#events.onMessage(message)
    })
    socket.on('pong', () => this.#watchIdle(socket, false))
    socket.on('error', (error: Error & { code?: string }) => {
      reason = error.message
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#events.onOversized()
      if (!wasOpen) onFirstFailure?.(error)
    })
    socket.on('close', () => this.#lost(wasOpen, reason))
  }

  #lost(wasOpen: boolean, reason: string): void {
    this.#cancelIdle?.()
    if (this.#closed) return
    if (!wasOpen) this.#failures++
    const { minBackoffMs, maxBackoffMs, onConnection } = this.#settings
    onConnection?.({ state: 'lost', failures: this.#failures, reason })
    const pauseMs = Math.min(maxBackoffMs, minBackoffMs * (1 << Math.min(this.#failures, 30)))
    this.#cancelRetry = this.#schedule(() => this.#connect(), pauseMs)
  }

  #subscribe(socket: WebSocket): void {
    const { subscribe } = this.#settings
    if (subscribe !== undefined) socket.send(typeof subscribe === 'string' ? subscribe : JSON.stringify(subscribe))
  }

  /** A dead peer sends nothing, not even an end. While paused nothing is read, so nothing can be concluded. */
  #watchIdle(socket: WebSocket, asked: boolean): void {
    this.#cancelIdle?.()
    this.#cancelIdle = this.#schedule(() => {
      if (this.#paused) this.#watchIdle(socket, false)
      else if (asked) socket.terminate()
      else {
        socket.ping()
        this.#watchIdle(socket, true)
      }
    }, this.#settings.idleMs)
  }
}
