import { open } from 'node:fs/promises'
import * as kafka from '../../../connectors/kafka/index.ts'
import type { DeadLetter } from '../../stream/dead-letter.ts'
import type { Output } from '../../stream/sink.ts'
import type { StoredLetter } from './stored-letter.ts'

export interface Replayed {
  readonly replayed: number
  /** Letters that are longer than what was kept of them. */
  readonly cut: number
}

const letterBatch = 500

/** Puts letters back as they came: a record each with its key and headers, or a line each at the end of a file. */
export async function replayLetters(
  letters: AsyncIterable<StoredLetter>,
  { to, brokers }: { readonly to: string; readonly brokers: readonly string[] | undefined },
): Promise<Replayed> {
  const place = brokers === undefined ? await openFile(to) : await openTopic(to, brokers)
  let [replayed, cut] = [0, 0]
  let batch: StoredLetter[] = []
  const flush = async () => {
    if (batch.length > 0) await place.write(batch)
    replayed += batch.length
    batch = []
  }
  try {
    for await (const letter of letters) {
      if (letter.rawLength > letter.raw.length) cut++
      else if (batch.push(letter) === letterBatch) await flush()
    }
    await flush()
  } finally {
    await place.close()
  }
  return { replayed, cut }
}

interface Place {
  write(letters: readonly StoredLetter[]): Promise<void>
  close(): Promise<void>
}

async function openFile(path: string): Promise<Place> {
  const file = await open(path, 'a')
  const newline = Buffer.from('\n')
  return {
    async write(letters) {
      await file.appendFile(Buffer.concat(letters.flatMap(({ raw }) => [raw, newline])))
      await file.sync()
    },
    close: () => file.close(),
  }
}

async function openTopic(topic: string, brokers: readonly string[]): Promise<Place> {
  const sink = kafka.replaySink({ brokers: [...brokers], topic })
  await sink.open()
  return {
    write: (letters) => sink.write(letters.map(toOutput)),
    close: () => sink.close(),
  }
}

function toOutput(letter: StoredLetter): Output<Pick<DeadLetter, 'raw'>> {
  const { id, topic, partition, offset, key = '', headers = [], raw } = letter
  return { id, topic, partition, offset, ordinal: 0, key, eventTime: undefined, value: { raw }, headers }
}
