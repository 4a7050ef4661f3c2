import { isTickwiseError } from '../../src/errors.ts'
import { describeRecord } from '../../src/state/describe-record.ts'
import { float32Section } from '../../src/state/float32-section.ts'
import { float64Section } from '../../src/state/float64-section.ts'
import { jsonSection } from '../../src/state/json-section.ts'
import { decodePartitionRecord, encodePartitionRecord } from '../../src/state/partition-record.ts'
import { decodeRecord, encodeRecord } from '../../src/state/record-codec.ts'
import { createLayout, createRecord } from '../../src/state/record-layout.ts'
import { nearly, target } from './fuzz-target.ts'

const layout = createLayout([
  float32Section({ id: 'infer', version: 1, stamp: 'model', length: 5 }),
  float64Section({ id: 'scaler/é', version: 2, length: 2 }),
  jsonSection<unknown>({ id: 'notes', version: 1, initial: { a: [1] } }),
])
const keyBytes = encodeRecord(layout, createRecord(layout, 'ACME'))
const partitionBytes = encodePartitionRecord({
  ...{ pipeline: 'p', layout: layout.description, identity: 'sha256:é', owner: 'w', highEventTime: 1e12 },
  ...{ marks: { out: 5 }, counters: { ticks: 9 }, sections: { drift: Uint8Array.of(1, 2) } },
})

/** A record is decoded, and then encodes to what decodes to the same; or it is refused as invalid or foreign. */
export const keyRecord = target('key record', nearly([keyBytes, partitionBytes]), (bytes) => {
  const record = readOrRefuse(() => decodeRecord(layout, 'ACME', bytes))
  if (record !== undefined) {
    const written = encodeRecord(layout, record)
    if (Buffer.compare(encodeRecord(layout, decodeRecord(layout, 'ACME', written)), written) !== 0)
      throw new Error('a record changes on its way')
  }
  readOrRefuse(() => describeRecord(bytes))
  const partition = readOrRefuse(() => decodePartitionRecord(bytes))
  if (partition !== undefined) decodePartitionRecord(encodePartitionRecord(partition))
})

function readOrRefuse<R>(read: () => R): R | undefined {
  try {
    return read()
  } catch (error) {
    if (isTickwiseError(error, 'RECORD_INVALID') || isTickwiseError(error, 'RECORD_FOREIGN')) return undefined
    throw error
  }
}
