import { createRandom } from '../../src/numeric/random.ts'
import { float32Section } from '../../src/state/float32-section.ts'
import { encodeRecord } from '../../src/state/record-codec.ts'
import { createLayout, createRecord } from '../../src/state/record-layout.ts'
import type { SavedRecord } from '../../src/state/store.ts'

const hidden = float32Section({ id: 'forecast', version: 1, stamp: 'model', length: 64 })
/** As a swap of models wants it: the last 48 inputs of 9 features each. */
const inputs = float32Section({ id: 'warm-up', version: 1, stamp: 'model', length: 48 * 9 })

/** The kinds of records that are saved and loaded. */
export const recordKinds = {
  '64 floats': createLayout([hidden]),
  'with warm-up inputs': createLayout([hidden, inputs]),
} as const

/** Encoded key records of random states, keys `<prefix>-<n>`. */
export function randomRecords(kind: keyof typeof recordKinds, count: number, prefix = 'key'): SavedRecord[] {
  const layout = recordKinds[kind]
  const random = createRandom(1)
  return Array.from({ length: count }, (_, i) => {
    const record = createRecord(layout, `${prefix}-${i}`)
    record.offset = i
    record.eventTime = 1_700_000_000_000 + i
    record.ticks = 1
    for (const state of record.states) (state as Float32Array).forEach((_, at, all) => (all[at] = random.next()))
    return { key: record.key, bytes: encodeRecord(layout, record) }
  })
}
