import { setTimeout as pause } from 'node:timers/promises'
import { Cluster } from 'ioredis'
import { TickwiseError } from '../../src/errors.ts'
import { createClient, type Client } from './client.ts'
import type { RedisStoreConfig } from './options.ts'
import { classify, describe, isAnswer, toStoreError, unreachable } from './redis-error.ts'

/**
 * A connection that survives what passes: restarts, failovers, cut wires. Every command of the store may be sent
 * twice, so a call is repeated until it is answered or `reconnect.maxWaitMs` is over. Then the connection has failed
 * for good: whether the last command arrived is unknown, and the next run finds out.
 */
export class Connection {
  readonly place: string
  /** Tells people something. */
  readonly warn: (message: string) => void
  readonly #client: Client
  readonly #maxWaitMs: number
  #down = false
  #lastError: unknown
  #failure: TickwiseError | undefined
  /** Ends the calls that are under way: a command may wait for a connection that never comes about. */
  readonly #giveUp = new Set<(failure: TickwiseError) => void>()

  constructor(config: RedisStoreConfig) {
    const { client, place } = createClient(config)
    this.place = place
    this.#client = client
    this.#maxWaitMs = config.reconnect.maxWaitMs
    this.warn = config.onWarning ?? ((message) => process.emitWarning(message, 'TickwiseWarning'))
    // A cluster does not say why it is not ready.
    if (client instanceof Cluster) this.#lastError = new Error('no node answers, or some slots have no node')
    client.on('error', (error) => {
      this.#lastError = error
    })
    client.on('close', () => this.#lost())
    client.on('ready', () => this.#found())
  }

  /** Throws `STORE_FAILED` when the call can't succeed, or didn't in time. */
  async call<T>(act: (client: Client) => Promise<T>): Promise<T> {
    if (this.#failure !== undefined) throw this.#failure
    let giveUp!: (failure: TickwiseError) => void
    const ended = new Promise<never>((_, reject) => (giveUp = reject))
    this.#giveUp.add(giveUp)
    const timer = setTimeout(() => this.#fail(), this.#maxWaitMs)
    try {
      for (let attempt = 1; ; attempt++) {
        try {
          return await Promise.race([act(this.#client), ended])
        } catch (error) {
          await Promise.race([this.#mayRepeat(error, attempt), ended])
        }
      }
    } finally {
      clearTimeout(timer)
      this.#giveUp.delete(giveUp)
    }
  }

  /** Calls that are under way throw `STORE_FAILED`. */
  close(): void {
    this.#end(toStoreError(this.place, 'a store that was closed', 'Call `open` first, and nothing after `close`.'))
  }

  /** Returns when it is time to send the call again. */
  async #mayRepeat(error: unknown, attempt: number): Promise<void> {
    if (error instanceof TickwiseError) throw error
    if (this.#failure !== undefined) throw this.#failure
    const fault = classify(error)
    if (fault === undefined) throw error
    if (!fault.passing) throw toStoreError(this.place, describe(error), fault.action)
    // Of the network, the client's `error` event knows more than a command that got no answer.
    if (isAnswer(error)) this.#lastError = error
    await pause(Math.min(20 * attempt, 500))
  }

  #fail(): void {
    const { action } = classify(this.#lastError) ?? unreachable
    const received = `no answer within ${this.#maxWaitMs} ms (${describe(this.#lastError)})`
    this.#end(toStoreError(this.place, received, action))
  }

  #end(failure: TickwiseError): void {
    this.#failure ??= failure
    for (const giveUp of this.#giveUp) giveUp(this.#failure)
    this.#client.disconnect()
  }

  #lost(): void {
    if (this.#down || this.#failure !== undefined) return
    this.#down = true
    this.warn(
      `Redis at ${this.place} is out of reach (${describe(this.#lastError)}); waiting up to ${this.#maxWaitMs} ms.`,
    )
  }

  #found(): void {
    if (this.#down) this.warn(`Redis at ${this.place} is back.`)
    this.#down = false
  }
}
