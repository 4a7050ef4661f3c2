import { inspect } from 'node:util'
import { Cluster, type Redis } from 'ioredis'
import { describe, expect, it } from 'vitest'
import { createClient } from '../../../connectors/redis/client.ts'
import { store, type RedisStoreOptions } from '../../../connectors/redis/index.ts'
import { parseOptions } from '../../../connectors/redis/options.ts'
import { isTickwiseError } from '../../../src/errors.ts'
import { refusal } from './snapshots.ts'

function faultsOf(options: unknown): string {
  try {
    store(options as RedisStoreOptions)
  } catch (error) {
    // All that a log would show of it, causes included.
    if (isTickwiseError(error, 'CONFIG_INVALID')) return inspect(error, { depth: 20 })
    throw error
  }
  return 'none'
}

function clientOf(options: RedisStoreOptions) {
  const parts = createClient(parseOptions(options))
  parts.client.disconnect()
  return parts
}

describe('redis store: options', () => {
  it('names every fault at once', () => {
    const options = { host: '', port: 0, prefix: '', maxLoadKeys: 0, generation: true, reconnect: { maxWaitMs: 1 } }
    const faults = faultsOf(options)
    for (const path of ['host', 'port', 'prefix', 'maxLoadKeys', 'generation', 'reconnect.maxWaitMs'])
      expect(faults).toContain(path)
  })

  it('shows no secret in a message', () => {
    const options = {
      url: 'redis://user:hidden-1@/0',
      password: 'hidden-2',
      username: 7,
      sentinel: { password: 'hidden-3' },
    }
    const faults = faultsOf({ ...options, tls: { key: 'hidden-4', cart: 'hidden-5' } })
    for (const path of ['url', 'username', 'sentinel.name', 'sentinel.nodes', 'tls']) expect(faults).toContain(path)
    expect(faults).not.toContain('hidden')
  })

  it.each([
    'localhost:6379',
    'http://localhost',
    'redis://',
    'redis://host/zero',
    'redis://host:6379/0?family=6',
    'redis://user:50%@host',
  ])('refuses the url %s', (url) => {
    expect(() => store({ url })).toThrow(refusal('CONFIG_INVALID', 'redis://user:password@host:port/db'))
  })

  it('wants one place, and says which options name two', () => {
    const faults = faultsOf({ url: 'redis://a', host: 'b', db: 1, cluster: [{ host: 'c' }] })
    expect(faults).toMatch(/host.*as url does|as url does[^]*host/)
    expect(faults).toContain('→ at cluster')
    expect(faults).toContain('→ at db')
    expect(faultsOf({ url: 'redis://a', port: 6379 })).toContain('→ at port')
  })
})

describe('redis store: what reaches the client', () => {
  it('of a url', () => {
    const { client, place } = clientOf({ url: 'rediss://us%40er:p%3Aw@[::1]:7000/3' })
    const expected = { host: '::1', port: 7000, db: 3, username: 'us@er', password: 'p:w', tls: {} }
    expect((client as Redis).options).toMatchObject(expected)
    expect(place).toBe('::1:7000')
    const { client: plain } = clientOf({ url: 'redis://host', password: 'own', tls: { servername: 'name' } })
    expect((plain as Redis).options).toMatchObject({ port: 6379, password: 'own', tls: { servername: 'name' } })
  })

  it('of no options at all: a server on this machine', () => {
    const { client, place } = clientOf({})
    expect((client as Redis).options).toMatchObject({ host: '127.0.0.1', port: 6379, db: 0, tls: undefined })
    expect(place).toBe('127.0.0.1:6379')
  })

  it('of a cluster', () => {
    const nodes = [{ host: 'a' }, { host: 'b', port: 7001 }]
    const { client, place } = clientOf({ cluster: nodes, username: 'u', password: 'p', tls: true })
    expect(client).toBeInstanceOf(Cluster)
    const { options } = client as Cluster
    expect(options.redisOptions).toMatchObject({ username: 'u', password: 'p', tls: {} })
    options.dnsLookup!('name', (_, address) => expect(address).toBe('name'))
    expect(place).toBe('a:6379, b:7001')
  })

  it('of sentinels', () => {
    const sentinel = { name: 'primary', nodes: [{ host: 's', port: 26379 }], username: 'su', password: 'sp', tls: true }
    const { client, place } = clientOf({ sentinel, password: 'p', db: 2 })
    expect((client as Redis).options).toMatchObject({
      name: 'primary',
      sentinels: [{ host: 's', port: 26379 }],
      sentinelUsername: 'su',
      sentinelPassword: 'sp',
      sentinelTLS: {},
      enableTLSForSentinelMode: true,
      password: 'p',
      db: 2,
    })
    expect(place).toBe('primary of the sentinels s:26379')
  })
})
