import { partitionId, type Partition } from '../stream/tick.ts'
import type { DriveResult } from './drive.ts'

/**
 * Where two results differ first, in words; undefined when every byte is equal. Outputs are compared partition by
 * partition: how partitions interleave is in no log.
 */
export function firstDifference(found: DriveResult<unknown>, expected: DriveResult<unknown>): string | undefined {
  return (
    differingItem('output', found.outputs, expected.outputs) ??
    differingItem('dead letter', found.deadLetters, expected.deadLetters) ??
    differingRecord(found.records, expected.records)
  )
}

function differingItem(what: string, found: readonly Partition[], expected: readonly Partition[]): string | undefined {
  const [ours, theirs] = [byPartition(found), byPartition(expected)]
  for (const id of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(id) ?? [], theirs.get(id) ?? []]
    for (let i = 0; i < Math.max(a.length, b.length); i++) {
      const [text, wanted] = [toText(a[i]), toText(b[i])]
      if (text !== wanted) return `${what} ${i} of ${id}: ${text} instead of ${wanted}`
    }
  }
  return undefined
}

function byPartition(items: readonly Partition[]): Map<string, Partition[]> {
  const groups = new Map<string, Partition[]>()
  for (const item of items) {
    const id = partitionId(item)
    const group = groups.get(id)
    if (group === undefined) groups.set(id, [item])
    else group.push(item)
  }
  return groups
}

function differingRecord(
  found: DriveResult<unknown>['records'],
  expected: DriveResult<unknown>['records'],
): string | undefined {
  for (const partition of new Set([...found.keys(), ...expected.keys()])) {
    const [a, b] = [found.get(partition), expected.get(partition)]
    for (const key of new Set([...(a?.keys() ?? []), ...(b?.keys() ?? [])])) {
      const [bytes, wanted] = [a?.get(key), b?.get(key)]
      if (bytes === undefined || wanted === undefined)
        return `record ${partition} ${JSON.stringify(key)}: there in one run only`
      if (Buffer.compare(bytes, wanted) !== 0) return `record ${partition} ${JSON.stringify(key)}: other bytes`
    }
  }
  return undefined
}

function toText(item: unknown): string {
  return item === undefined
    ? 'nothing'
    : JSON.stringify(item, (_, value: unknown) =>
        value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value,
      )
}
