import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { store as sqliteStore } from '../../../connectors/sqlite/index.ts'

/** What a run left behind, as hashes that are equal only when every byte is. */
export interface RunResult {
  readonly outputs: string
  readonly deadLetters: string
  readonly records: string
  readonly outputLines: number
  readonly deadLetterLines: number
  readonly keys: number
}

export async function readRun(folder: string): Promise<RunResult> {
  const outputs = await readFile(`${folder}/outputs.ndjson`)
  const deadLetters = await readFile(`${folder}/dead-letters.ndjson`)
  const store = sqliteStore(`${folder}/state`, { readOnly: true })
  await store.open()
  const records = createHash('sha256')
  let keys = 0
  for (const partition of await store.partitions()) {
    for await (const { key, bytes } of store.records(partition)) {
      records.update(`${key.length}:${key}:${bytes.length}:`).update(bytes)
      keys++
    }
    const { checkpoint } = await store.peek(partition)
    records.update(`offset ${checkpoint!.offset}`).update(checkpoint!.checkpoint)
  }
  await store.close()
  return {
    outputs: hash(outputs),
    deadLetters: hash(deadLetters),
    records: records.digest('hex'),
    outputLines: countLines(outputs),
    deadLetterLines: countLines(deadLetters),
    keys,
  }
}

/** Names of what differs. */
export function differences(found: RunResult, expected: RunResult): string[] {
  const names = Object.keys(expected) as (keyof RunResult)[]
  return names
    .filter((name) => found[name] !== expected[name])
    .map((name) => `${name}: ${found[name]} instead of ${expected[name]}`)
}

const hash = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

function countLines(bytes: Uint8Array): number {
  let lines = 0
  for (const byte of bytes) if (byte === 10) lines++
  return lines
}
