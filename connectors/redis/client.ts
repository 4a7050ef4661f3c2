import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisStoreConfig } from './options.ts'

export type Client = Redis | Cluster

export interface ClientParts {
  readonly client: Client
  /** Host and port for messages; never a secret. */
  readonly place: string
}

/** Milliseconds until the next attempt to connect. */
const delayMs = (attempt: number) => Math.min(50 * attempt, 1000)

/** A client that connects with its first command. Commands that a lost connection leaves unanswered fail at once. */
export function createClient(config: RedisStoreConfig): ClientParts {
  const { cluster, sentinel, username, password, tls, reconnect, db } = config
  const shared = {
    username,
    password,
    tls: tlsOptions(tls),
    connectTimeout: Math.min(reconnect.maxWaitMs, 10_000),
    socketTimeout: reconnect.silenceMs,
  } satisfies RedisOptions
  if (cluster !== undefined) {
    const client = new Cluster([...cluster], {
      lazyConnect: true,
      clusterRetryStrategy: delayMs,
      redisOptions: shared,
      // Certificates are made out to names: don't turn these into addresses.
      ...(shared.tls && {
        dnsLookup: (host: string, done: (error: null, address: string) => void) => done(null, host),
      }),
    })
    return { client, place: describeNodes(cluster) }
  }
  const options = {
    ...shared,
    lazyConnect: true,
    retryStrategy: delayMs,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    // After a failover the old primary answers like that; a new connection finds the new one.
    reconnectOnError: (error) => error.message.includes('READONLY'),
    db: db ?? 0,
  } satisfies RedisOptions
  if (sentinel !== undefined) {
    const sentinelTls = tlsOptions(sentinel.tls)
    const client = new Redis({
      ...options,
      name: sentinel.name,
      sentinels: [...sentinel.nodes],
      sentinelUsername: sentinel.username,
      sentinelPassword: sentinel.password,
      sentinelTLS: sentinelTls,
      enableTLSForSentinelMode: sentinelTls !== undefined,
      sentinelRetryStrategy: delayMs,
    })
    return { client, place: `${sentinel.name} of the sentinels ${describeNodes(sentinel.nodes)}` }
  }
  const place = locate(config)
  return { client: new Redis({ ...options, ...place }), place: describeNodes([place]) }
}

interface Place {
  readonly host: string
  readonly port: number
}

/** Options win over what the URL says. */
function locate({
  url,
  host = '127.0.0.1',
  port = 6379,
  ...config
}: RedisStoreConfig): Place & Pick<RedisOptions, 'db' | 'username' | 'password' | 'tls'> {
  if (url === undefined) return { host, port }
  const parsed = new URL(url)
  const secure = config.tls === undefined && parsed.protocol === 'rediss:'
  return {
    host: parsed.hostname.replace(/^\[|\]$/g, ''),
    port: Number(parsed.port || 6379),
    db: Number(parsed.pathname.slice(1)),
    username: config.username ?? (decodeURIComponent(parsed.username) || undefined),
    password: config.password ?? (decodeURIComponent(parsed.password) || undefined),
    ...(secure && { tls: {} }),
  }
}

function tlsOptions(tls: RedisStoreConfig['tls']): RedisOptions['tls'] {
  if (tls === undefined || tls === false) return undefined
  return tls === true ? {} : tls
}

function describeNodes(nodes: readonly Place[]): string {
  return nodes.map(({ host, port }) => `${host}:${port}`).join(', ')
}
