import { basename } from 'node:path'
import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'
import { toJsonLine, toLines, type FormatOutput } from '../../src/stream/format-output.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { MarkedSink, Marks, Output } from '../../src/stream/sink.ts'
import { AppendFile } from './append-file.ts'

const sinkOptionsSchema = z.strictObject({
  path: z.string().min(1),
  output: z.string().min(1).optional(),
  format: z.custom((value) => typeof value === 'function', { error: 'expected a function' }).optional(),
})

export interface FileSinkOptions<T> {
  readonly path: string
  /** The output's name in checkpoints. Default: the file's base name. */
  readonly output?: string
  /** One line of text, without its newline. Default: JSON of `{ id, key, time, ...value }`. */
  readonly format?: FormatOutput<T>
}

/**
 * Lines appended to a file. The checkpoint says how far the file goes; on start it is cut to that, so each output is
 * there exactly once. Errors: `CONFIG_INVALID`, `SINK_SHORTER`, `SINK_FAILED` (a full disk, a torn line, a second writer).
 */
export function sink<T = unknown>(options: FileSinkOptions<T>): MarkedSink<T> {
  parseOptions(sinkOptionsSchema, options, 'file.sink')
  return new FileSink<T>(options)
}

class FileSink<T> implements MarkedSink<T> {
  readonly name = 'file'
  readonly kind = 'marked'
  readonly #file: AppendFile
  readonly #output: string
  readonly #format: FormatOutput<T>

  constructor({ path, output = basename(path), format = toJsonLine }: FileSinkOptions<T>) {
    this.#file = new AppendFile(path)
    this.#output = output
    this.#format = format
  }

  async open(marks: Marks | undefined): Promise<void> {
    const mark = marks?.[this.#output]
    if (marks !== undefined && mark === undefined) {
      throw new TickwiseError('SINK_SHORTER', {
        expected: `the checkpoint to know output ${this.#output}`,
        received: `one of ${Object.keys(marks).join(', ') || 'no output'}`,
        action: 'Write to the output that the checkpoint names, or start anew with `tickwise reset`.',
      })
    }
    await this.#file.open(mark)
  }

  async append(outputs: readonly Output<T>[]): Promise<void> {
    await this.#file.append(toLines(outputs, this.#format))
  }

  async sync(): Promise<Marks> {
    return { [this.#output]: await this.#file.sync() }
  }

  close(): Promise<void> {
    return this.#file.close()
  }
}
