import { TickwiseError } from '../errors.ts'
import type { Output } from './sink.ts'

/** One line of text for an output, without its newline. */
export type FormatOutput<T> = (output: Output<T>) => string

/** JSON with `id`, `key` and `time` first, then the value's own properties; those three win over the value's. */
export function toJsonLine({ id, key, eventTime, value }: Output): string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return JSON.stringify({ id, key, time: eventTime, value })
  }
  if ('id' in value || 'key' in value || 'time' in value) {
    const head = { id, key, ...(eventTime === undefined ? {} : { time: eventTime }) }
    return JSON.stringify({ ...head, ...value, ...head })
  }
  const head = JSON.stringify({ id, key, time: eventTime })
  const rest = JSON.stringify(value)
  return rest === '{}' ? head : `${head.slice(0, -1)},${rest.slice(1)}`
}

/** The lines of some outputs, each ended by a newline. Errors: `SINK_FAILED` where a text is more than one line. */
export function toLines<T>(outputs: readonly Output<T>[], format: FormatOutput<T>): string {
  let lines = ''
  for (const output of outputs) {
    const line = format(output)
    // JSON escapes line breaks by itself.
    if (format !== toJsonLine && /[\r\n]/.test(line)) {
      throw new TickwiseError('SINK_FAILED', {
        expected: 'one line of text an output',
        received: `a line break in the text of output ${output.id}`,
        action: 'Let `format` escape line breaks, as JSON.stringify does.',
      })
    }
    lines += `${line}\n`
  }
  return lines
}
