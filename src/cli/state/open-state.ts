import * as sqlite from '../../../connectors/sqlite/index.ts'
import type { Store } from '../../state/store.ts'

/** Opens the embedded store of a folder beside a run that writes to it. Throws `INPUT_INVALID` where there is none. */
export async function openState(folder: string): Promise<Store> {
  const store = sqlite.store(folder, { readOnly: true })
  await store.open()
  return store
}

/** Refuses a folder without a store, which opening for writing would make. */
export async function requireState(folder: string): Promise<void> {
  await (await openState(folder)).close()
}
