import { open, stat, type FileHandle } from 'node:fs/promises'
import { pipeline, Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { TickwiseError } from '../../src/errors.ts'
import { Growth } from './growth.ts'

const chunkBytes = 256 << 10

export interface FileChunksOptions {
  readonly path: string
  readonly gzip: boolean
  /** Offset of the first byte wanted, after decompression. */
  readonly offset: number
  /** Set to wait for growth at the end, looking at least this often. */
  readonly followMs: number | undefined
}

/** Reads a file from an offset on, chunk by chunk; gzip, members one after another too, is decompressed. */
export class FileChunks {
  readonly #options: FileChunksOptions
  #handle: FileHandle | undefined
  #growth: Growth | undefined
  #position = 0
  #unzipped: AsyncIterator<Buffer> | undefined
  #toSkip = 0
  #pulling: Promise<Buffer | undefined> = Promise.resolve(undefined)
  #closed = false

  constructor(options: FileChunksOptions) {
    this.#options = options
  }

  /** The next chunk; undefined at the end. Errors: `SOURCE_FAILED`, `SOURCE_CHANGED`. */
  pull(): Promise<Buffer | undefined> {
    this.#pulling = this.#options.gzip ? this.#pullUnzipped() : this.#pullPlain()
    return this.#pulling
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#growth?.close()
    await this.#pulling.catch(() => undefined)
    if (this.#unzipped?.return !== undefined) await this.#unzipped.return().catch(() => undefined)
    await this.#handle?.close()
    this.#handle = undefined
  }

  async #pullPlain(): Promise<Buffer | undefined> {
    const handle = (this.#handle ??= await this.#open())
    while (!this.#closed) {
      // A buffer of its own for each chunk: ticks keep views of their bytes.
      const buffer = Buffer.allocUnsafeSlow(chunkBytes)
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes, this.#position)
      if (bytesRead > 0) {
        this.#position += bytesRead
        return buffer.subarray(0, bytesRead)
      }
      if (this.#growth === undefined || this.#closed) return undefined
      await this.#checkSameFile(handle)
      await this.#growth.changed()
    }
    return undefined
  }

  async #open(): Promise<FileHandle> {
    const { path, gzip, offset, followMs } = this.#options
    const handle = await open(path, 'r')
    if (followMs !== undefined) this.#growth = new Growth(path, followMs)
    if (gzip) return handle
    const { size } = await handle.stat()
    if (size < offset) {
      await handle.close()
      throw this.#changed(`at least ${offset} bytes, as the position to go on from says`, `${size} bytes`)
    }
    this.#position = offset
    return handle
  }

  async #pullUnzipped(): Promise<Buffer | undefined> {
    const chunks = (this.#unzipped ??= this.#startUnzip())
    for (;;) {
      const chunk = await this.#nextUnzipped(chunks)
      if (chunk === undefined) {
        if (this.#toSkip === 0 || this.#closed) return undefined
        throw this.#changed(`at least ${this.#options.offset} bytes`, `${this.#toSkip} fewer`)
      }
      const skipped = this.#toSkip
      this.#toSkip = Math.max(0, skipped - chunk.length)
      if (chunk.length > skipped) return chunk.subarray(skipped)
    }
  }

  #startUnzip(): AsyncIterator<Buffer> {
    this.#toSkip = this.#options.offset
    const gunzip = createGunzip({ chunkSize: chunkBytes })
    pipeline(Readable.from(this.#rawChunks(), { objectMode: false }), gunzip, () => undefined)
    return gunzip[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  }

  async *#rawChunks(): AsyncGenerator<Buffer> {
    for (let chunk = await this.#pullPlain(); chunk !== undefined; chunk = await this.#pullPlain()) yield chunk
  }

  async #nextUnzipped(chunks: AsyncIterator<Buffer>): Promise<Buffer | undefined> {
    try {
      const result = await chunks.next()
      return result.done === true ? undefined : result.value
    } catch (cause) {
      if (cause instanceof TickwiseError) throw cause
      throw new TickwiseError('SOURCE_FAILED', {
        expected: `a whole gzip file at ${this.#options.path}`,
        received: cause instanceof Error ? cause.message : String(cause),
        action: 'Compress it again, or decompress what can be read with `gzip -dc` and give that.',
        cause,
      })
    }
  }

  async #checkSameFile(handle: FileHandle): Promise<void> {
    const [held, named] = await Promise.all([handle.stat(), stat(this.#options.path).catch(() => undefined)])
    if (named === undefined || named.ino !== held.ino) {
      throw this.#changed('the file that is followed to stay in place', named === undefined ? 'none' : 'another file')
    }
    if (held.size < this.#position) {
      throw this.#changed('the file that is followed only to grow', `${held.size} bytes after ${this.#position}`)
    }
  }

  #changed(expected: string, received: string): TickwiseError {
    return new TickwiseError('SOURCE_CHANGED', {
      expected: `${this.#options.path}: ${expected}`,
      received,
      action: 'Put the input back as it was, or start anew with `tickwise reset`.',
    })
  }
}
