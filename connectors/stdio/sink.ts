import type { Writable } from 'node:stream'
import { TickwiseError } from '../../src/errors.ts'
import { toJsonLine, toLines, type FormatOutput } from '../../src/stream/format-output.ts'
import type { AcknowledgedSink, Output } from '../../src/stream/sink.ts'

export interface StdioSinkOptions<T> {
  /** One line of text, without its newline. Default: JSON of `{ id, key, time, ...value }`. */
  readonly format?: FormatOutput<T>
  /** Default: the process's standard output. */
  readonly output?: Writable
}

/**
 * Lines on standard output, at least once. A write resolves when the reader has taken it. Errors: `SINK_FAILED`, with
 * the system's error as its cause (`EPIPE` where the reader has gone, as in `tickwise run … | head`).
 */
export function sink<T = unknown>(options: StdioSinkOptions<T> = {}): AcknowledgedSink<T> {
  return new StdioSink<T>(options)
}

class StdioSink<T> implements AcknowledgedSink<T> {
  readonly name = 'stdio'
  readonly kind = 'acknowledged'
  readonly #format: FormatOutput<T>
  readonly #output: Writable
  /** Each write has its own callback; without a listener the same error would end the process. */
  readonly #onError = () => undefined

  constructor({ format = toJsonLine, output = process.stdout }: StdioSinkOptions<T>) {
    this.#format = format
    this.#output = output
  }

  open(): Promise<void> {
    this.#output.on('error', this.#onError)
    return Promise.resolve()
  }

  async write(outputs: readonly Output<T>[]): Promise<void> {
    const lines = toLines(outputs, this.#format)
    if (lines === '') return
    await new Promise<void>((resolve, reject) => {
      this.#output.write(lines, (error) => {
        if (error) reject(failed(error))
        else resolve()
      })
    })
  }

  close(): Promise<void> {
    // The listener stays: an error of a write that is under way may still come.
    return Promise.resolve()
  }
}

function failed(cause: Error): TickwiseError {
  const gone = (cause as NodeJS.ErrnoException).code === 'EPIPE'
  return new TickwiseError('SINK_FAILED', {
    expected: 'standard output to take the outputs',
    received: gone ? 'a reader that has gone' : cause.message,
    action: gone ? 'Nothing is to be done where it had read enough.' : 'Check where the output goes.',
    cause,
  })
}
