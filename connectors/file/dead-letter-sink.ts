import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import { toDeadLetterLine } from '../../src/stream/format-dead-letter.ts'
import type { MarkedSink } from '../../src/stream/sink.ts'
import { sink, type FileSinkOptions } from './sink.ts'

/** What was refused, as JSON lines, with the same exactly-once as the outputs. */
export function deadLetterSink(options: Omit<FileSinkOptions<DeadLetter>, 'format'>): MarkedSink<DeadLetter> {
  return sink<DeadLetter>({ ...options, format: toDeadLetterLine })
}
