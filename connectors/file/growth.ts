import { watch, type FSWatcher } from 'node:fs'

/** Tells when a file may have grown: the system's notice where there is one, and a poll because notices get lost. */
export class Growth {
  readonly #pollMs: number
  readonly #watcher: FSWatcher | undefined
  #noticed = false
  #wake: (() => void) | undefined
  closed = false

  constructor(path: string, pollMs: number) {
    this.#pollMs = pollMs
    try {
      this.#watcher = watch(path, { persistent: false }, () => this.#notice())
      this.#watcher.on('error', () => this.#notice())
    } catch {
      // Some file systems have no notices; the poll is enough.
      this.#watcher = undefined
    }
  }

  async changed(): Promise<void> {
    if (this.#noticed || this.closed) {
      this.#noticed = false
      return
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.#pollMs)
      this.#wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.#wake = undefined
    this.#noticed = false
  }

  close(): void {
    this.closed = true
    this.#watcher?.close()
    this.#wake?.()
  }

  #notice(): void {
    this.#noticed = true
    this.#wake?.()
  }
}
