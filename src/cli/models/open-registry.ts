import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import { createRegistry } from '../../registry/create-registry.ts'
import type { ObjectStore } from '../../registry/object-store.ts'
import type { Registry } from '../../registry/registry.ts'

/** The registry at a place: a Redis server by its URL, an SQLite file by its ending, otherwise a folder. */
export async function openRegistry(place: string): Promise<Registry> {
  return createRegistry(await openObjects(place), { now: Date.now })
}

async function openObjects(place: string): Promise<ObjectStore> {
  if (/^rediss?:\/\//.test(place)) {
    const redis = await import('../../../connectors/redis/index.ts')
    return redis.objects({ url: place })
  }
  return /\.(sqlite3?|db)$/.test(place) ? sqlite.objects(place) : file.objects(place)
}
