import { gunzipSync, gzipSync } from 'node:zlib'
import { z } from 'zod'
import { TickwiseError } from '../../errors.ts'
import type { Positions } from './training-window.ts'

export interface KeptRecord {
  readonly partition: string
  readonly key: string
  /** As `encodeRecord` writes it. */
  readonly bytes: Uint8Array
}

/** The key records of the operators before the network, as they were at these offsets. */
export interface WindowSnapshot {
  /** `RecordLayout.description` of the records. */
  readonly layout: string
  readonly offsets: Positions
  readonly records: readonly KeptRecord[]
  /** They are what serving had at these offsets, bit by bit. */
  readonly exact: boolean
}

const schema = z.strictObject({
  layout: z.string(),
  offsets: z.record(z.string(), z.int().min(0)),
  records: z.array(z.tuple([z.string(), z.string(), z.base64()])),
  exact: z.boolean(),
})

export function encodeWindowSnapshot({ layout, offsets, records, exact }: WindowSnapshot): Uint8Array {
  const rows = records.map(({ partition, key, bytes }) => [partition, key, Buffer.from(bytes).toString('base64')])
  return gzipSync(JSON.stringify({ layout, offsets, records: rows, exact }))
}

/** Throws `RECORD_INVALID`. */
export function decodeWindowSnapshot(bytes: Uint8Array): WindowSnapshot {
  try {
    const { layout, offsets, records, exact } = schema.parse(JSON.parse(gunzipSync(bytes).toString()))
    const kept = records.map(([partition, key, text]) => ({ partition, key, bytes: Buffer.from(text, 'base64') }))
    return { layout, offsets, records: kept, exact }
  } catch (cause) {
    throw new TickwiseError('RECORD_INVALID', {
      expected: 'key records that a retraining kept',
      received: `${bytes.length} other bytes`,
      action: 'Remove the objects under windows/: the next retraining reads from the beginning of the log.',
      cause,
    })
  }
}
