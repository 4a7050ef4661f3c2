import type { ObjectStore } from '../../registry/object-store.ts'
import { decodeWindowSnapshot, encodeWindowSnapshot, type WindowSnapshot } from './window-snapshot.ts'

const prefix = 'windows/'

/** The records that the last retraining kept. Throws `RECORD_INVALID`. */
export async function readKeptWindow(objects: ObjectStore): Promise<WindowSnapshot | undefined> {
  const name = (await objects.list(prefix)).at(-1)
  const bytes = name === undefined ? undefined : await objects.read(name)
  return bytes === undefined ? undefined : decodeWindowSnapshot(bytes)
}

/** Keeps the records for the next retraining, in place of those before. `token` grows from one to the next. */
export async function keepWindow(objects: ObjectStore, token: number, kept: WindowSnapshot): Promise<void> {
  const before = await objects.list(prefix)
  await objects.create(`${prefix}${String(token).padStart(8, '0')}`, encodeWindowSnapshot(kept))
  for (const name of before) await objects.remove(name)
}
