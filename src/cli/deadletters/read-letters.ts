import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import * as kafka from '../../../connectors/kafka/index.ts'
import { TickwiseError } from '../../errors.ts'
import { fromLine, fromRecord, type StoredLetter } from './stored-letter.ts'

/** Every letter of a file, in its order. Throws `INPUT_INVALID` for a file that is not there, or is none of letters. */
export async function* lettersOfFile(path: string): AsyncGenerator<StoredLetter> {
  const stream = createReadStream(path)
  try {
    await once(stream, 'open')
  } catch (cause) {
    throw notLetters(path, (cause as Error).message, cause)
  }
  let number = 0
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1
    if (line === '') continue
    const letter = fromLine(line)
    if (letter === undefined) throw notLetters(path, `line ${number}, which is no dead letter`)
    yield letter
  }
}

/** Every letter that a topic has now, partition by partition. Leaves no offset behind. */
export async function* lettersOfTopic(
  topic: string,
  brokers: readonly string[],
  signal: AbortSignal,
): AsyncGenerator<StoredLetter> {
  const groupId = `tickwise-deadletters-${process.pid}`
  const deserialize = (record: kafka.KafkaRecord) => fromRecord(record)
  const source = kafka.source<StoredLetter>({
    ...{ brokers: [...brokers], topic, groupId, deserialize },
    ...{ nullKey: 'topic', stopAtEnd: true },
  })
  await source.open()
  try {
    for (;;) {
      const event = await source.read({ maxTicks: 1000, waitMs: 1000, signal })
      if (event.type === 'assigned') {
        for (const partition of event.partitions) await source.seek(partition, await source.startOffset(partition))
        continue
      }
      for (const { value } of event.ticks) yield value
      if (event.ended) return
    }
  } finally {
    await source.close()
  }
}

function notLetters(path: string, received: string, cause?: unknown): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `a file of dead letters, a JSON line each, at ${path}`,
    received,
    action: 'Name the file that the pipeline writes its dead letters to; for a topic add --brokers.',
    ...(cause === undefined ? {} : { cause }),
  })
}
