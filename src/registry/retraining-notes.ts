import type { ObjectStore } from './object-store.ts'

const digits = 8

/** What a retraining writes down while it runs, for those who watch it and those who come after it. */
export interface RetrainingNotes {
  /** Makes `name` anew, in place of the ones before it. False when it is there already. */
  put(kind: NoteKind, bytes: Uint8Array): Promise<boolean>
  /** The name of the newest note of this kind, which tells one from the next. */
  newest(kind: NoteKind): Promise<string | undefined>
  read(kind: NoteKind): Promise<Uint8Array | undefined>
  /** Removes all notes of this retraining. */
  clear(): Promise<void>
}

/** `beat`: it is alive. `plan`: what it works on. `training`: where its training stands. */
export type NoteKind = 'beat' | 'plan' | 'training'

/** Notes of retraining `token`: `retrainings/<token>/<kind>-<n>`, of which the highest n counts. */
export function createRetrainingNotes(objects: ObjectStore, token: number): RetrainingNotes {
  const folder = `retrainings/${String(token).padStart(digits, '0')}/`
  const all = (kind: NoteKind) => objects.list(`${folder}${kind}-`)
  const newest = async (kind: NoteKind) => (await all(kind)).at(-1)
  return {
    async put(kind, bytes) {
      const before = await all(kind)
      const n = before.length === 0 ? 1 : Number(before.at(-1)!.slice(-digits)) + 1
      const isNew = await objects.create(`${folder}${kind}-${String(n).padStart(digits, '0')}`, bytes)
      for (const name of before) await objects.remove(name)
      return isNew
    },
    newest,
    async read(kind) {
      const name = await newest(kind)
      return name === undefined ? undefined : objects.read(name)
    },
    async clear() {
      for (const name of await objects.list(folder)) await objects.remove(name)
    },
  }
}
