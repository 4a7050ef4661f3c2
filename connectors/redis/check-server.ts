import { Cluster } from 'ioredis'
import { TickwiseError } from '../../src/errors.ts'
import type { Client } from './client.ts'
import type { Connection } from './connection.ts'

const oldest = [6, 2] as const

/** Refuses a server that is too old, or that may throw away a checkpoint to make room (`allkeys-*`). */
export async function checkServer(connection: Connection): Promise<void> {
  const warn = (message: string) => connection.warn(message)
  for (const info of await connection.call(readInfo)) {
    if (info === undefined) {
      warn(
        `Redis at ${connection.place} does not allow INFO, so its version and eviction policy are unknown: it must be ${oldest.join('.')} or later, and maxmemory-policy must not begin with allkeys-.`,
      )
      continue
    }
    checkVersion(connection.place, field(info, 'redis_version'))
    checkPolicy(connection.place, field(info, 'maxmemory_policy'), warn)
  }
}

/** What INFO says, of every primary of a cluster; undefined where it is not allowed. */
async function readInfo(client: Client): Promise<(string | undefined)[]> {
  if (!(client instanceof Cluster)) return [await allowedInfo(client)]
  // The first command makes the cluster known.
  await client.exists('tickwise')
  return Promise.all(client.nodes('master').map(allowedInfo))
}

async function allowedInfo(client: { info(): Promise<string> }): Promise<string | undefined> {
  try {
    return await client.info()
  } catch (error) {
    if (error instanceof Error && /NOPERM|unknown command/i.test(error.message)) return undefined
    throw error
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}

function checkVersion(place: string, version: string | undefined): void {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number)
  if (version === undefined || major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return
  throw new TickwiseError('STORE_FAILED', {
    expected: `Redis ${oldest.join('.')} or later at ${place}`,
    received: version,
    action: 'Use a newer server.',
  })
}

function checkPolicy(place: string, policy: string | undefined, warn: (message: string) => void): void {
  if (policy === undefined)
    warn(`Redis at ${place} does not tell its maxmemory-policy: it must not begin with allkeys-.`)
  if (!policy?.startsWith('allkeys-')) return
  throw new TickwiseError('STORE_FAILED', {
    expected: `Redis at ${place} to keep what it was given`,
    received: `maxmemory-policy ${policy}, which throws keys away when memory is short`,
    action: 'Set maxmemory-policy to noeviction (or to a volatile- one), or use another server.',
  })
}
