import * as file from '../../../connectors/file/index.ts'
import * as sqlite from '../../../connectors/sqlite/index.ts'
import type { S3Options } from '../../../connectors/s3/index.ts'
import { createRegistry } from '../../registry/create-registry.ts'
import type { ObjectStore } from '../../registry/object-store.ts'
import type { Registry } from '../../registry/registry.ts'

/** The registry at a place: a Redis server or a bucket by its URL, an SQLite file by its ending, otherwise a folder. */
export async function openRegistry(place: string): Promise<Registry> {
  return createRegistry(await openObjects(place), { now: Date.now })
}

async function openObjects(place: string): Promise<ObjectStore> {
  if (/^rediss?:\/\//.test(place)) {
    const redis = await import('../../../connectors/redis/index.ts')
    return redis.objects({ url: place })
  }
  if (place.startsWith('s3://')) {
    const s3 = await import('../../../connectors/s3/index.ts')
    return s3.objects(bucketOf(place))
  }
  return /\.(sqlite3?|db)$/.test(place) ? sqlite.objects(place) : file.objects(place)
}

/** `s3://bucket/prefix?endpoint=http://host:port&region=name`; credentials come from the environment. */
function bucketOf(place: string): S3Options {
  const { hostname: bucket, pathname, searchParams } = new URL(place)
  const prefix = pathname.replace(/^\/+|\/+$/g, '')
  const [endpoint, region] = [searchParams.get('endpoint'), searchParams.get('region')]
  return {
    bucket,
    ...(prefix !== '' && { prefix: `${prefix}/` }),
    ...(endpoint !== null && { endpoint }),
    ...(region !== null && { region }),
  }
}
