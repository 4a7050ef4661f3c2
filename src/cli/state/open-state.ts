import * as sqlite from '../../../connectors/sqlite/index.ts'
import { TickwiseError } from '../../errors.ts'
import { hideSecrets } from '../../operations/hide-secrets.ts'
import type { Store } from '../../state/store.ts'

/** Where a state is. */
export interface StatePlace {
  /** Folder of an embedded store, or the URL of a Redis server. */
  readonly place: string
  /** Whose state in Redis. */
  readonly pipeline?: string | undefined
}

/**
 * Opens a state beside a run that writes to it, to read it. Throws `INPUT_INVALID` for a folder without one, `STORE_FAILED`
 * for a server out of reach.
 */
export async function openState({ place, pipeline }: StatePlace): Promise<Store> {
  const store = isRedis(place) ? await redisStore(place) : sqlite.store(place, { readOnly: true })
  if (isRedis(place) !== (pipeline !== undefined)) throw wrongPipeline(place)
  await store.open(pipeline === undefined ? undefined : { pipeline, sharedGenerations: false })
  return store
}

/** Refuses a folder without a store, which opening for writing would make. */
export async function requireState(folder: string): Promise<void> {
  await (await openState({ place: folder })).close()
}

/** A place that may be printed: URLs of servers hold passwords. */
export function nameState({ place, pipeline }: StatePlace): string {
  return pipeline === undefined ? place : `${hideSecrets(place)}, pipeline ${pipeline}`
}

const isRedis = (place: string): boolean => /^rediss?:\/\//i.test(place)

async function redisStore(url: string): Promise<Store> {
  const redis = await import('../../../connectors/redis/index.ts')
  return redis.store({ url, reconnect: { maxWaitMs: 5000 } })
}

function wrongPipeline(place: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'a state folder, or a Redis server with the name of a pipeline',
    received: isRedis(place) ? `${hideSecrets(place)} without a pipeline` : `the folder ${place} with one`,
    action: isRedis(place)
      ? 'Add --pipeline and the `name` of the pipeline: a server may hold the states of many.'
      : 'Leave --pipeline out: a folder holds the state of one pipeline alone.',
  })
}
