import { fromKeyBytes } from '../../src/state/key-bytes.ts'
import type { SavedRecord } from '../../src/state/store.ts'
import type { Connection } from './connection.ts'
import { metaByte } from './names.ts'

/**
 * All records of a partition in ascending order of their keys. Its keys are read and sorted first, then the records a
 * page at a time: a partition may be larger than the memory, its keys are not.
 */
export async function* readRecords(
  connection: Connection,
  partition: string,
  pageKeys: number,
): AsyncGenerator<SavedRecord> {
  const fields = await readFields(connection, partition, pageKeys)
  for (let at = 0; at < fields.length; at += pageKeys) {
    const page = fields.slice(at, at + pageKeys)
    const values = await connection.call((client) => client.hmgetBuffer(partition, ...page))
    for (const [i, bytes] of values.entries())
      if (bytes !== null) yield { key: fromKeyBytes(page[i]!), bytes: new Uint8Array(bytes) }
  }
}

async function readFields(connection: Connection, partition: string, pageKeys: number): Promise<Buffer[]> {
  const fields: Buffer[] = []
  let cursor = '0'
  do {
    const [next, entries] = await connection.call((client) => client.hscanBuffer(partition, cursor, 'COUNT', pageKeys))
    // Copies, so that no field keeps the whole reply with its values alive.
    for (let i = 0; i < entries.length; i += 2)
      if (entries[i]![0] !== metaByte) fields.push(Buffer.copyBytesFrom(entries[i]!))
    cursor = `${next}`
  } while (cursor !== '0')
  // The order of bytes is that of code units. A scan of a hash that grows meanwhile may give a field twice.
  return fields.sort((a, b) => a.compare(b)).filter((field, i) => i === 0 || !field.equals(fields[i - 1]!))
}
