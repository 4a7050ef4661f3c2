import { open, stat, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { TickwiseError } from '../../src/errors.ts'

const flushCharacters = 256 << 10
const newline = 10

/** A file that only grows at its end, and is cut only when it is opened. */
export class AppendFile {
  readonly #path: string
  #handle: FileHandle | undefined
  #length = 0
  #created = false
  #failed: TickwiseError | undefined
  #pending = ''
  #last: Promise<unknown> = Promise.resolve()

  constructor(path: string) {
    this.#path = path
  }

  /** Opens at `mark` bytes, or after what is there. Errors: `SINK_SHORTER`, `SINK_FAILED`. */
  async open(mark: number | undefined): Promise<void> {
    const found = await stat(this.#path).catch(() => undefined)
    if ((found?.size ?? 0) < (mark ?? 0)) throw this.#shorter(found?.size, mark ?? 0)
    this.#created = found === undefined
    this.#failed = undefined
    this.#pending = ''
    this.#handle = await this.#attempt('opened', () => open(this.#path, 'a+'))
    try {
      await this.#cut(this.#handle, found?.size ?? 0, mark)
    } catch (error) {
      await this.close()
      throw error
    }
  }

  append(text: string): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#failed !== undefined) throw this.#failed
      this.#pending += text
      if (this.#pending.length >= flushCharacters) await this.#flush()
    })
  }

  /** Makes everything durable. Returns the length in bytes. */
  sync(): Promise<number> {
    return this.#inTurn(() => this.#sync())
  }

  /** What was appended and not synced may or may not be in the file. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      const handle = this.#handle
      this.#handle = undefined
      await handle?.close()
    })
  }

  /** One after another, so that a mark never covers what was appended after it was asked for. */
  #inTurn<R>(action: () => Promise<R>): Promise<R> {
    const result = this.#last.then(action)
    this.#last = result.catch(() => undefined)
    return result
  }

  async #sync(): Promise<number> {
    if (this.#failed !== undefined) throw this.#failed
    await this.#flush()
    const handle = this.#opened()
    await this.#attempt('synced', () => handle.datasync())
    if (this.#created) {
      await this.#syncFolder()
      this.#created = false
    }
    const found = await handle.stat()
    if (found.isFile() && found.size !== this.#length) {
      throw this.#fail(
        `${this.#length} bytes`,
        `${found.size} bytes: something else writes to it`,
        'Let one program write it.',
      )
    }
    return this.#length
  }

  async #cut(handle: FileHandle, size: number, mark: number | undefined): Promise<void> {
    const length = mark ?? size
    if (length > 0) {
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, length - 1)
      if (buffer[0] !== newline) {
        throw this.#fail(
          `a line to end at byte ${length}`,
          'the middle of a line',
          mark === undefined
            ? 'Remove the torn last line, or write to another file.'
            : 'The file is not the one that was written; put it back, or start anew with `tickwise reset`.',
        )
      }
    }
    if (size > length) {
      await this.#attempt('cut', () => handle.truncate(length))
      await this.#attempt('synced', () => handle.sync())
    }
    this.#length = length
  }

  async #flush(): Promise<void> {
    if (this.#pending === '') return
    const handle = this.#opened()
    const bytes = Buffer.from(this.#pending, 'utf8')
    this.#pending = ''
    await this.#attempt('written', async () => {
      for (let written = 0; written < bytes.length;) {
        written += (await handle.write(bytes, written, bytes.length - written)).bytesWritten
      }
    })
    this.#length += bytes.length
  }

  #opened(): FileHandle {
    if (this.#handle !== undefined) return this.#handle
    throw this.#fail('an open file', 'one that is closed', 'Open the sink first.')
  }

  async #syncFolder(): Promise<void> {
    // Not every system can sync a folder; the file's own bytes are durable already.
    const folder = await open(dirname(this.#path), 'r').catch(() => undefined)
    await folder?.sync().catch(() => undefined)
    await folder?.close()
  }

  async #attempt<R>(verb: string, action: () => Promise<R>): Promise<R> {
    try {
      return await action()
    } catch (cause) {
      const code = (cause as NodeJS.ErrnoException).code
      const received = cause instanceof Error ? cause.message : String(cause)
      const advice =
        code === 'ENOSPC' || code === 'EDQUOT'
          ? 'The disk is full: free some space and run again; it goes on from the last checkpoint.'
          : 'Check that the folder is there and may be written, and run again.'
      throw this.#fail(`to be ${verb}`, received, advice, cause)
    }
  }

  /** After a fault it is not known how far the file goes, so nothing more is written until it is opened again. */
  #fail(expected: string, received: string, action: string, cause?: unknown): TickwiseError {
    this.#failed = new TickwiseError('SINK_FAILED', { expected: `${this.#path}: ${expected}`, received, action, cause })
    return this.#failed
  }

  #shorter(size: number | undefined, mark: number): TickwiseError {
    return new TickwiseError('SINK_SHORTER', {
      expected: `${this.#path} with at least ${mark} bytes, as the checkpoint says`,
      received: size === undefined ? 'no file (0 bytes)' : `${size} bytes`,
      action: 'Put the file back as it was, or start anew with `tickwise reset`.',
    })
  }
}
