import { TickwiseError } from '../../errors.ts'
import { isKeptKey } from '../../state/kept-records.ts'
import { decodePartitionRecord } from '../../state/partition-record.ts'
import { describeRecord } from '../../state/describe-record.ts'
import type { Store } from '../../state/store.ts'
import { partitionId, type Partition } from '../../stream/tick.ts'
import { nameState, openState, type StatePlace } from './open-state.ts'
import { reportSection, type SectionReport } from './report-section.ts'

export interface PartitionReport {
  readonly partition: string
  /** The next offset to read. */
  readonly offset: number
  readonly pipeline: string
  readonly sections: readonly string[]
  readonly identity: string
  readonly marks: Readonly<Record<string, number>>
  readonly counters: Readonly<Record<string, number>>
  readonly highEventTime: number | undefined
  /** The first keys, in order. */
  readonly keys: readonly string[]
  readonly moreKeys: boolean
}

export interface KeyReport {
  readonly partition: string
  readonly key: string
  readonly bytes: number
  /** Offset of the last tick absorbed. */
  readonly offset: number
  readonly eventTime: number | undefined
  readonly ticks: number
  readonly sections: readonly SectionReport[]
}

export interface StateReport {
  readonly state: string
  readonly partitions: readonly PartitionReport[]
  /** One a partition that knows the key asked for. */
  readonly records: readonly KeyReport[]
}

const shownKeys = 20

/** Reads a state, also beside a run. Throws `INPUT_INVALID` for a folder without a state, or a state without the key. */
export async function readStateReport(place: StatePlace, key: string | undefined): Promise<StateReport> {
  const store = await openState(place)
  const name = nameState(place)
  try {
    const partitions: PartitionReport[] = []
    const records: KeyReport[] = []
    for (const partition of await store.partitions()) {
      partitions.push(await reportPartition(store, partition))
      if (key === undefined) continue
      const { record } = await store.peek(partition, key)
      if (record !== undefined) records.push(reportKey(partition, key, record))
    }
    if (key !== undefined && records.length === 0) throw unknownKey(key, name, partitions)
    return { state: name, partitions, records }
  } finally {
    await store.close()
  }
}

async function reportPartition(store: Store, partition: Partition): Promise<PartitionReport> {
  const { checkpoint } = await store.peek(partition)
  const { layout, ...record } = decodePartitionRecord(checkpoint!.checkpoint)
  const keys: string[] = []
  let moreKeys = false
  for await (const { key } of store.records(partition)) {
    if (isKeptKey(key)) continue
    moreKeys = keys.length === shownKeys
    if (moreKeys) break
    keys.push(key)
  }
  const { pipeline, identity, marks, counters, highEventTime } = record
  const sections = layout.split(' ').filter((name) => name !== '')
  const id = partitionId(partition)
  return {
    partition: id,
    offset: checkpoint!.offset,
    pipeline,
    sections,
    identity,
    marks,
    counters,
    highEventTime,
    keys,
    moreKeys,
  }
}

function reportKey(partition: Partition, key: string, bytes: Uint8Array): KeyReport {
  const { offset, eventTime, ticks, sections } = describeRecord(bytes)
  return {
    partition: partitionId(partition),
    key,
    bytes: bytes.length,
    offset,
    eventTime,
    ticks,
    sections: sections.map(reportSection),
  }
}

function unknownKey(key: string, place: string, partitions: readonly PartitionReport[]): TickwiseError {
  const known = partitions.flatMap(({ keys, moreKeys }) => [...keys, ...(moreKeys ? ['...'] : [])])
  return new TickwiseError('INPUT_INVALID', {
    expected: `a key saved in ${place}: ${known.join(', ') || 'none so far'}`,
    received: JSON.stringify(key),
    action: 'Name one of the keys; `tickwise inspect` without --key lists the first of them.',
  })
}
