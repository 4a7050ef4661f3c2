import type { Snapshot } from '../../src/state/store.ts'
import type { Client } from './client.ts'
import { metaFields, toBuffer, toField, type PartitionNames } from './names.ts'
import { beginSaveArguments, beginSaveScript } from './scripts/begin-save.ts'
import { endSaveScript } from './scripts/end-save.ts'
import type { returnCodes } from './scripts/return-codes.ts'

/** Fields and values of one HSET, so that no command is huge. */
const valuesPerCommand = 2000

export type Verdict = readonly [code: (typeof returnCodes)[keyof typeof returnCodes], stored?: string | null]

export const toOffsetText = (offset: number | undefined): string => (offset === undefined ? '' : `${offset}`)

/**
 * Saves a snapshot in one transaction and one round trip, or not at all: a script compares token and offset, and
 * plain commands write. Values that pass through a script are copied by it: with records of 2 KB this took twice as
 * long, and ten times as much of Redis.
 */
export async function saveSnapshot(
  client: Client,
  { partition, saving }: PartitionNames,
  token: string,
  { previousOffset, offset, records, checkpoint }: Snapshot,
): Promise<Verdict> {
  const next = toOffsetText(offset)
  const transaction = client.multi()
  transaction.eval(
    beginSaveScript,
    2,
    partition,
    saving,
    ...beginSaveArguments(token, toOffsetText(previousOffset), next),
  )
  let values: (string | Buffer)[] = [metaFields.offset, next, metaFields.checkpoint, toBuffer(checkpoint)]
  for (const { key, bytes } of records) {
    if (values.length === valuesPerCommand) {
      transaction.hset(saving, ...values)
      values = []
    }
    values.push(toField(key), toBuffer(bytes))
  }
  transaction.hset(saving, ...values)
  transaction.eval(endSaveScript, 2, partition, saving, metaFields.token)
  const results = (await transaction.exec()) ?? []
  for (const [error] of results) if (error !== null) throw error
  return results[0]?.[1] as Verdict
}
