import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import { toJsonLine, type FormatOutput } from '../../src/stream/format-output.ts'
import type { Output } from '../../src/stream/sink.ts'
import { knownKey } from './known-key.ts'
import type { Header } from './record-batch.ts'
import type { TurnBatches } from './turn-batches.ts'

const names = Object.fromEntries(
  ['id', 'reason', 'message', 'topic', 'partition', 'offset', 'raw-length', 'raw-sha256', 'replay-of'].map((name) => [
    name,
    Buffer.from(`tickwise.${name}`),
  ]),
) as Record<string, Buffer>
const idName = Buffer.from('id')
const noHeaders: readonly Header[] = []

/** Writes outputs or dead letters of a turn, for a topic of so many partitions. */
export type WriteRecords<T> = (
  outputs: readonly Output<T>[],
  topic: string,
  partitions: number,
  into: TurnBatches,
) => void

/** Outputs: the same key in the same partition always, the id as a header, and the headers of the tick. */
export function writeOutputs<T>(format: FormatOutput<T> = toJsonLine): WriteRecords<T> {
  return (outputs, topic, partitions, into) => {
    const places = into.topic(topic)
    for (const output of outputs) {
      const { bytes, hash } = knownKey(output.key)
      const { headers = noHeaders, id } = output
      places.add(hash % partitions, bytes, format(output), headers, [idName, id])
    }
  }
}

/** Dead letters: the bytes as they came (cut at a limit), what was wrong with them and where they stood in headers. */
export const writeDeadLetters: WriteRecords<DeadLetter> = (outputs, topic, partitions, into) => {
  const places = into.topic(topic)
  for (const { id, value: letter } of outputs) {
    const { bytes, hash } = knownKey(letter.key ?? '')
    const headers: Header[] = [...(letter.headers ?? noHeaders)]
    const add = (name: string, text: string | number) => headers.push([names[name]!, String(text)])
    add('id', id)
    add('reason', letter.reason)
    add('message', letter.message)
    add('topic', letter.topic)
    add('partition', letter.partition)
    add('offset', letter.offset)
    add('raw-length', letter.rawLength)
    add('raw-sha256', letter.rawHash)
    places.add(hash % partitions, bytes, letter.raw, headers)
  }
}

/** What was refused, as it came, with the headers it had; `tickwise.replay-of` names the dead letter. */
export const writeReplays: WriteRecords<Pick<DeadLetter, 'raw'>> = (outputs, topic, partitions, into) => {
  const places = into.topic(topic)
  for (const { id, key, value, headers = noHeaders } of outputs) {
    const { bytes, hash } = knownKey(key)
    places.add(hash % partitions, bytes, value.raw, headers, [names['replay-of']!, id])
  }
}
