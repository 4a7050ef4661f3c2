import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { createRegistry } from '../../registry/create-registry.ts'
import type { Registry } from '../../registry/registry.ts'

/** The registry at a place: an SQLite file by its ending, otherwise a folder. */
export function openRegistry(place: string): Registry {
  return createRegistry(/\.(sqlite3?|db)$/.test(place) ? sqlite.objects(place) : file.objects(place), {
    now: Date.now,
  })
}
