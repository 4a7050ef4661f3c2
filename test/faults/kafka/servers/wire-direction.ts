import type { Socket } from 'node:net'

/** One way of a connection: keeps the order, whatever the delay does. */
export class WireDirection {
  readonly #to: Socket
  readonly #delayMs: () => number
  #last: Promise<void> = Promise.resolve()
  #waiting = 0

  constructor(to: Socket, delayMs: () => number) {
    this.#to = to
    this.#delayMs = delayMs
  }

  send(chunk: Buffer): void {
    const ms = this.#delayMs()
    if (ms === 0 && this.#waiting === 0) {
      this.#to.write(chunk)
      return
    }
    const due = new Promise<void>((resolve) => void setTimeout(resolve, ms))
    this.#queue(due, () => this.#to.write(chunk))
  }

  /** Nothing that is sent from now on arrives before the release. */
  hold(): () => void {
    let release = () => {}
    const released = new Promise<void>((resolve) => {
      release = resolve
    })
    this.#queue(released, () => undefined)
    return release
  }

  /** After all that was sent. */
  end(): void {
    this.#queue(Promise.resolve(), () => this.#to.end())
  }

  #queue(due: Promise<void>, act: () => void): void {
    this.#waiting++
    this.#last = Promise.all([this.#last, due]).then(() => {
      this.#waiting--
      act()
    })
  }
}
