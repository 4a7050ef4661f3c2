import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'

export interface RedisNode {
  readonly host: string
  /** 6379 unless given. */
  readonly port?: number
}

export interface RedisTls {
  /** PEM text of the authorities to trust instead of the system's. */
  readonly ca?: string
  /** PEM text of the client's certificate and key. */
  readonly cert?: string
  readonly key?: string
  readonly servername?: string
  readonly rejectUnauthorized?: boolean
}

/** Where Redis is: one of `url`, `host`, `cluster` and `sentinel`; a server on this machine when none is given. */
export interface RedisStoreOptions {
  /** `redis://user:password@host:port/db`, or `rediss://` for TLS. */
  readonly url?: string
  readonly host?: string
  readonly port?: number
  /** Number of the database; a cluster has only 0. */
  readonly db?: number
  /** Some nodes of a Redis Cluster; the others are found. */
  readonly cluster?: readonly RedisNode[]
  readonly sentinel?: {
    /** Name of the primary, as the sentinels know it. */
    readonly name: string
    readonly nodes: readonly RedisNode[]
    readonly username?: string
    readonly password?: string
    readonly tls?: boolean | RedisTls
  }
  readonly username?: string
  readonly password?: string
  readonly tls?: boolean | RedisTls
  /**
   * Begins every name in Redis. Unless given, a pipeline's states begin with `tickwise.` and its name, so that several on
   * one topic keep apart, and everything else with `tickwise`.
   */
  readonly prefix?: string
  /**
   * Refuses claims of a lower generation (the number a token begins with) than the last one's. Unless given, where the
   * source's group counts them for all workers alike.
   */
  readonly generations?: boolean
  /** Keys that one command looks up; more go out as several commands in the same round trip. */
  readonly maxLoadKeys?: number
  readonly reconnect?: {
    /** How long a call may take, lost connections and a restart of Redis included. Then the store fails. */
    readonly maxWaitMs?: number
    /** A connection that is silent for that long while an answer is due is given up, and a new one is made. */
    readonly silenceMs?: number
  }
  /** Gets a sentence for people: a lost connection, one that is back, a check that was not allowed. */
  readonly onWarning?: (message: string) => void
}

const text = z.string().min(1)
const port = z.int().min(1).max(65_535)
const node = z.strictObject({ host: text, port: port.default(6379) })
const tls = z.union([
  z.boolean(),
  z.strictObject({
    ca: text.optional(),
    cert: text.optional(),
    key: text.optional(),
    servername: text.optional(),
    rejectUnauthorized: z.boolean().optional(),
  }),
])

const schema = z
  .strictObject({
    url: z.string().refine(isRedisUrl, 'must be redis://user:password@host:port/db, or rediss:// for TLS').optional(),
    host: text.optional(),
    port: port.optional(),
    db: z.int().min(0).optional(),
    cluster: z.array(node).min(1).optional(),
    sentinel: z
      .strictObject({
        name: text,
        nodes: z.array(node).min(1),
        username: text.optional(),
        password: text.optional(),
        tls: tls.default(false),
      })
      .optional(),
    username: text.optional(),
    password: text.optional(),
    tls: tls.optional(),
    prefix: text.optional(),
    generations: z.boolean().optional(),
    maxLoadKeys: z.int().min(1).max(100_000).default(1000),
    reconnect: z
      .strictObject({
        maxWaitMs: z.int().min(100).max(86_400_000).default(30_000),
        silenceMs: z.int().min(100).max(86_400_000).default(10_000),
      })
      .prefault({}),
    onWarning: z
      .custom<(message: string) => void>((value) => typeof value === 'function', 'must be a function')
      .optional(),
  })
  .superRefine((options, context) => {
    const places = (['url', 'host', 'cluster', 'sentinel'] as const).filter((place) => options[place] !== undefined)
    for (const place of places.slice(1))
      context.addIssue({ code: 'custom', path: [place], message: `says where Redis is, as ${places[0]} does` })
    if (options.port !== undefined && places.length > 0 && places[0] !== 'host')
      context.addIssue({ code: 'custom', path: ['port'], message: 'goes with host' })
    if (options.db !== undefined && (options.cluster !== undefined || options.url !== undefined))
      context.addIssue({ code: 'custom', path: ['db'], message: 'is part of the url; a cluster has only database 0' })
  })

/** The prefix of what belongs to no pipeline. */
export const defaultPrefix = 'tickwise'

export type RedisStoreConfig = z.infer<typeof schema>

/** Throws `CONFIG_INVALID` with every bad option, and never with a value: options hold secrets. */
export function parseOptions(options: unknown): RedisStoreConfig {
  const result = schema.safeParse(options)
  if (result.success) return result.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'options of redis.store',
    received: z.prettifyError(result.error),
    action: 'Correct the options.',
  })
}

function isRedisUrl(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname, pathname, username, password, search } = new URL(url)
  const encoded = !/%(?![0-9a-f]{2})/i.test(username + password)
  return /^rediss?:$/.test(protocol) && hostname !== '' && /^(\/\d*)?$/.test(pathname) && encoded && search === ''
}
