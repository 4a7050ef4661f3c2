import { createHash } from 'node:crypto'
import { decodePartitionRecord } from '../../../src/state/partition-record.ts'
import type { Store } from '../../../src/state/store.ts'
import { readTopic } from './read-topic.ts'

/** What a run left behind: a name for each thing, and what it was. Several things of one name are kept apart. */
export interface RunResult {
  readonly outputs: ReadonlyMap<string, readonly string[]>
  readonly deadLetters: ReadonlyMap<string, readonly string[]>
  readonly records: ReadonlyMap<string, readonly string[]>
}

export interface RunPlace {
  readonly brokers: string
  readonly topic: string
  readonly partitions: number
  readonly outTopic: string
  readonly store: Store
}

export async function readRun({ brokers, topic, partitions, outTopic, store }: RunPlace): Promise<RunResult> {
  const outputs = new Map<string, string[]>()
  for (const { partition, key, value, headers } of await readTopic(brokers, outTopic, 4)) {
    add(outputs, header(headers, 'id'), `${partition} ${String(key)} ${String(value)}`)
  }
  const deadLetters = new Map<string, string[]>()
  for (const { value, headers } of await readTopic(brokers, `${outTopic}-dead-letters`, 4)) {
    const told = ['reason', 'message', 'raw-sha256'].map((name) => header(headers, `tickwise.${name}`))
    add(deadLetters, header(headers, 'tickwise.id'), `${told.join(' ')} ${value?.toString('hex')}`)
  }
  const records = new Map<string, string[]>()
  await store.open()
  try {
    for (let partition = 0; partition < partitions; partition++) {
      await readPartition(store, topic, partition, records)
    }
  } finally {
    await store.close()
  }
  return { outputs, deadLetters, records }
}

async function readPartition(store: Store, topic: string, number: number, into: Map<string, string[]>): Promise<void> {
  const partition = { topic, partition: number }
  for await (const { key, bytes } of store.records(partition)) {
    add(
      into,
      `key ${key} of partition ${number}`,
      `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex')}`,
    )
  }
  const { checkpoint } = await store.peek(partition)
  if (checkpoint === undefined) return
  const { counters, highEventTime } = decodePartitionRecord(checkpoint.checkpoint)
  add(into, `checkpoint of partition ${number}`, JSON.stringify({ offset: checkpoint.offset, counters, highEventTime }))
}

function header(headers: readonly (readonly [string, Uint8Array | null])[], name: string): string {
  const value = headers.find(([found]) => found === name)?.[1]
  return value == null ? `no ${name}` : Buffer.from(value).toString()
}

function add(to: Map<string, string[]>, name: string, what: string): void {
  const known = to.get(name)
  if (known === undefined) to.set(name, [what])
  else known.push(what)
}
