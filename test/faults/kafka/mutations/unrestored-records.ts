import { replaceMethods } from '../worker/watch-parts.ts'
import type { Parts } from './plant-mutation.ts'

/** A rollback brings the model back, and the offset, but no record of before. */
export function unrestoredRecords({ source, sink, store }: Parts): Parts {
  async function* none() {
    // Nothing was kept.
  }
  return { source, sink, store: replaceMethods(store, { records: none }) }
}
