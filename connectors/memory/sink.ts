import { TickwiseError } from '../../src/errors.ts'
import type { AcknowledgedSink, MarkedSink, Marks, Output } from '../../src/stream/sink.ts'

/** A marked sink whose outputs can be read. It may be opened again, as after a crash. A mark counts outputs. */
export interface MemorySink<T> extends MarkedSink<T> {
  readonly outputs: readonly Output<T>[]
}

/** An acknowledged sink whose outputs can be read: repeats stay, as a reader would see them. */
export interface MemoryAcknowledgedSink<T> extends AcknowledgedSink<T> {
  readonly outputs: readonly Output<T>[]
}

export interface MemorySinkOptions {
  /** The output's name in checkpoints. */
  readonly output?: string
}

export function sink<T = unknown>({ output = 'memory' }: MemorySinkOptions = {}): MemorySink<T> {
  const outputs: Output<T>[] = []
  return {
    name: 'memory',
    kind: 'marked',
    outputs,
    open(marks) {
      const mark = marks === undefined ? outputs.length : marks[output]
      if (mark === undefined || mark > outputs.length) return Promise.reject(shorter(output, mark, outputs.length))
      outputs.length = mark
      return Promise.resolve()
    },
    append(appended) {
      for (const one of appended) outputs.push(one)
      return Promise.resolve()
    },
    sync: () => Promise.resolve<Marks>({ [output]: outputs.length }),
    close: () => Promise.resolve(),
  }
}

export function acknowledgedSink<T = unknown>(): MemoryAcknowledgedSink<T> {
  const outputs: Output<T>[] = []
  return {
    name: 'memory',
    kind: 'acknowledged',
    outputs,
    open: () => Promise.resolve(),
    write(written) {
      for (const one of written) outputs.push(one)
      return Promise.resolve()
    },
    close: () => Promise.resolve(),
  }
}

function shorter(output: string, mark: number | undefined, length: number): TickwiseError {
  return new TickwiseError('SINK_SHORTER', {
    expected: mark === undefined ? `the checkpoint to know output ${output}` : `at least ${mark} outputs in ${output}`,
    received: mark === undefined ? 'other outputs only' : `${length}`,
    action: 'Give the sink that the checkpoint was taken with, or start anew.',
  })
}
