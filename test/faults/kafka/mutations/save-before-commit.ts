import type { TransactionalTurn } from '../../../../src/stream/sink.ts'
import { replaceMethods } from '../worker/watch-parts.ts'
import type { Parts } from './plant-mutation.ts'

/** The commit order reversed: turns are committed only after the state that holds them was saved. */
export function saveBeforeCommit({ source, sink, store }: Parts): Parts {
  let uncommitted: TransactionalTurn<unknown>[] = []
  return {
    source,
    sink: replaceMethods(sink, {
      commit(turn) {
        uncommitted.push(turn)
        return Promise.resolve('committed')
      },
    }),
    store: replaceMethods(store, {
      async save(token, snapshots) {
        await store.save(token, snapshots)
        const turns = uncommitted
        uncommitted = []
        for (const turn of turns) await sink.commit(turn)
      },
    }),
  }
}
