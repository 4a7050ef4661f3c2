import { replaceMethods } from '../worker/watch-parts.ts'
import type { Parts } from './plant-mutation.ts'

/** The log knows who served at first, and hears of no swap. */
export function unrecordedModels({ source, sink, store }: Parts): Parts {
  return {
    source: replaceMethods(source, {
      recordNotes: (notes, receipt) =>
        source.recordNotes!(new Map([...notes].map(([id, note]) => [id, note.split(',')[0]!])), receipt),
    }),
    sink,
    store,
  }
}
