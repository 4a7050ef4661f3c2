import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { store } from '../../../connectors/redis/index.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { refusal } from './snapshots.ts'

describeOwnRedis('redis store: the server at open', (server) => {
  let redis: Redis
  beforeEach(() => {
    redis = new Redis(server().url)
  })
  afterEach(async () => {
    await redis.config('SET', 'maxmemory-policy', 'noeviction')
    redis.disconnect()
  })

  it.each(['allkeys-lru', 'allkeys-lfu', 'allkeys-random'])(
    'is refused with the eviction policy %s',
    async (policy) => {
      await redis.config('SET', 'maxmemory-policy', policy)
      await expect(store({ url: server().url }).open()).rejects.toThrow(refusal('STORE_FAILED', policy, 'noeviction'))
    },
  )

  it.each(['noeviction', 'volatile-lru'])('is taken with the eviction policy %s', async (policy) => {
    await redis.config('SET', 'maxmemory-policy', policy)
    const one = store({ url: server().url })
    await one.open()
    expect(await one.partitions()).toEqual([])
    await one.close()
  })

  it('is taken with a warning when it may not be asked', async () => {
    // The client says on the console that it could not ask either.
    const console = vi.spyOn(globalThis.console, 'warn').mockImplementation(() => {})
    await redis.acl('SETUSER', 'limited', 'on', '>secret', '~*', '+@all', '-info', '-config')
    const warnings: string[] = []
    const limited = { username: 'limited', password: 'secret', onWarning: (message: string) => warnings.push(message) }
    const one = store({ url: server().url, ...limited })
    await one.open()
    expect(warnings).toEqual([expect.stringMatching(/does not allow INFO.*maxmemory-policy/)])
    await one.close()
    console.mockRestore()
  })

  it('refuses a wrong password at once, and the message does not hold it', async () => {
    await redis.acl('SETUSER', 'someone', 'on', '>secret', '~*', '+@all')
    const opened = store({ url: `redis://someone:wrong-secret@127.0.0.1:${server().port}` }).open()
    const error: unknown = await opened.catch((reason: unknown) => reason)
    expect(error).toEqual(refusal('STORE_FAILED', 'WRONGPASS', 'password'))
    expect(inspect(error, { depth: 20 })).not.toContain('wrong-secret')
  })

  it('names a command that the user may not give', async () => {
    await redis.acl('SETUSER', 'reader', 'on', '>secret', '~*', '+@all', '-eval')
    const one = store({ url: server().url, username: 'reader', password: 'secret' })
    await one.open()
    const claimed = one.claim({ topic: 'prices', partition: 0 }, 'a')
    await expect(claimed).rejects.toThrow(refusal('STORE_FAILED', 'NOPERM', 'eval', 'EVAL'))
    await one.close()
  })
})

describe('redis store: an old server at open', () => {
  it('is refused by its version', async () => {
    const info = '# Server\r\nredis_version:6.0.16\r\nmaxmemory_policy:noeviction\r\n'
    const old = createServer((socket) =>
      socket.on('data', (bytes) => {
        for (const command of String(bytes).match(/hello|client|info/gi) ?? []) {
          if (command === 'info') socket.write(`$${info.length}\r\n${info}\r\n`)
          else socket.write(command === 'hello' ? '-NOPROTO unsupported protocol version\r\n' : '+OK\r\n')
        }
      }),
    ).listen(0, '127.0.0.1')
    await once(old, 'listening')
    const one = store({ host: '127.0.0.1', port: (old.address() as AddressInfo).port, reconnect: { maxWaitMs: 2000 } })
    await expect(one.open()).rejects.toThrow(refusal('STORE_FAILED', '6.2 or later', '6.0.16'))
    old.close()
    await once(old, 'close')
  })
})
