import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { checkObjectName } from '../../src/registry/object-name.ts'
import type { ObjectStore } from '../../src/registry/object-store.ts'
import { toStoreError } from './sqlite-error.ts'

const schema = 'CREATE TABLE IF NOT EXISTS objects (name TEXT PRIMARY KEY, bytes BLOB NOT NULL)'

/** Write-once objects in a table of the SQLite file `path`, which is made where there is none. Throws `STORE_FAILED`. */
export function objects(path: string): ObjectStore {
  const guarded = <T>(work: () => T): T => {
    try {
      return work()
    } catch (error) {
      throw toStoreError(error, `a registry of models in ${path}`)
    }
  }
  mkdirSync(dirname(path), { recursive: true })
  const { database, insert, select, list, remove } = guarded(() => openObjects(path))
  return {
    place: path,
    create: async (name, bytes) => guarded(() => insert.run(checkObjectName(name), bytes).changes === 1),
    async read(name) {
      const row = guarded(() => select.get(checkObjectName(name)))
      return row?.['bytes'] as Uint8Array | undefined
    },
    async list(prefix) {
      const names = guarded(() => list.all()).map((row) => String(row['name']))
      return names.filter((name) => name.startsWith(prefix))
    },
    remove: async (name) => guarded(() => void remove.run(checkObjectName(name))),
    async close() {
      database.close()
    },
  }
}

function openObjects(path: string) {
  const database = new DatabaseSync(path, { timeout: 5000 })
  // FULL: what was created has been synced to the disk.
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; ${schema}`)
  return {
    database,
    insert: database.prepare('INSERT OR IGNORE INTO objects VALUES (?, ?)'),
    select: database.prepare('SELECT bytes FROM objects WHERE name = ?'),
    remove: database.prepare('DELETE FROM objects WHERE name = ?'),
    list: database.prepare('SELECT name FROM objects ORDER BY name'),
  }
}
