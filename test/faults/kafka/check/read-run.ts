import { createHash } from 'node:crypto'
import { isKeptKey } from '../../../../src/state/kept-records.ts'
import { decodePartitionRecord } from '../../../../src/state/partition-record.ts'
import type { Store } from '../../../../src/state/store.ts'
import { partitionId, type Partition } from '../../../../src/stream/tick.ts'
import { outPartitions, placesOf, type Stage } from '../stage.ts'
import type { KafkaRecord } from '../../../../connectors/kafka/source-options.ts'
import { readTopics } from './read-topics.ts'

/** What a run left behind: a name for each thing, and what it was. Several things of one name are kept apart. */
export interface RunResult {
  readonly outputs: ReadonlyMap<string, readonly string[]>
  readonly deadLetters: ReadonlyMap<string, readonly string[]>
  readonly records: ReadonlyMap<string, readonly string[]>
}

export interface RunPlace {
  readonly brokers: string
  readonly stage: Stage
  /** All that the stage had to take in. */
  readonly input: readonly KafkaRecord[]
  readonly store: Store
}

/** Reads what the workers of a stage, or its reference, have left. */
export async function readRun({ brokers, stage, input, store }: RunPlace): Promise<RunResult> {
  const outputs = new Map<string, string[]>()
  for (const { partition, key, value, headers } of await readTopics(brokers, [stage.outTopic], outPartitions)) {
    add(outputs, header(headers, 'id'), `${partition} ${String(key)} ${String(value)}`)
  }
  const deadLetters = new Map<string, string[]>()
  for (const { value, headers } of await readTopics(brokers, [`${stage.outTopic}-dead-letters`], outPartitions)) {
    const told = ['reason', 'message', 'raw-sha256'].map((name) => header(headers, `tickwise.${name}`))
    add(deadLetters, header(headers, 'tickwise.id'), `${told.join(' ')} ${value?.toString('hex')}`)
  }
  const records = new Map<string, string[]>()
  await store.open()
  try {
    for (const place of placesOf(stage)) await readPartition(store, place, input, records)
  } finally {
    await store.close()
  }
  return { outputs, deadLetters, records }
}

async function readPartition(
  store: Store,
  place: Partition,
  input: readonly KafkaRecord[],
  into: Map<string, string[]>,
): Promise<void> {
  const id = partitionId(place)
  for await (const { key, bytes } of store.records(place)) {
    if (isKeptKey(key)) continue
    add(into, `key ${key} of ${id}`, `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex')}`)
  }
  const { checkpoint } = await store.peek(place)
  if (checkpoint === undefined) return
  const { counters, highEventTime } = decodePartitionRecord(checkpoint.checkpoint)
  // The offset itself may differ by what no reader sees: the ends of transactions, and what was aborted.
  const isBehind = (record: KafkaRecord) => partitionId(record) === id && record.offset < checkpoint.offset
  add(into, `checkpoint of ${id}`, JSON.stringify({ ticks: input.filter(isBehind).length, counters, highEventTime }))
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
