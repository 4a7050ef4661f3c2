import { EventEmitter, once } from 'node:events'
import { createServer, type AddressInfo, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { store, type RedisStoreOptions } from '../../../connectors/redis/index.ts'
import type { Store } from '../../../src/state/store.ts'
import { describeOwnRedis } from '../../services/describe-redis.ts'
import { findFreePort } from '../../services/redis-server.ts'
import { partition, refusal, snapshot, wholeSnapshot } from './snapshots.ts'
import { startProxy, type TcpProxy } from './tcp-proxy.ts'

describeOwnRedis('redis store: a connection that breaks', (server) => {
  let redis: Redis
  let proxy: TcpProxy
  let owner: Store
  let warnings: string[]
  const throughProxy = (reconnect: RedisStoreOptions['reconnect'] = {}) =>
    store({ port: proxy.port, host: '127.0.0.1', reconnect, onWarning: (message) => warnings.push(message) })

  beforeEach(async () => {
    warnings = []
    redis = new Redis(server().url).on('error', () => {})
    await redis.flushall()
    proxy = await startProxy(server().port)
    owner = throughProxy()
    await owner.open()
    await owner.claim(partition, 'a')
    await owner.save('a', [snapshot(undefined, 1, 100, 1000)])
  })
  afterEach(async () => {
    redis.disconnect()
    await owner.close()
    await proxy.close()
  })

  it.each([0, 10, 1000, 60_000])('saves once when it is cut after %i bytes of a save', async (bytes) => {
    proxy.cutRequestAfter(bytes)
    await owner.save('a', [snapshot(1, 2, 100, 1000)])
    expect(proxy.connections()).toBe(2)
    expect(await wholeSnapshot(owner, 100)).toBe(2)
    await owner.save('a', [snapshot(2, 3, 100, 1000)])
    expect(await wholeSnapshot(owner, 100)).toBe(3)
    expect(warnings).toEqual([expect.stringContaining('out of reach'), expect.stringContaining('is back')])
  })

  it('saves once when Redis took the save but its answer is lost', async () => {
    proxy.cutNextAnswer()
    await owner.save('a', [snapshot(1, 2, 100, 1000)])
    expect(proxy.connections()).toBe(2)
    expect(await wholeSnapshot(owner, 100)).toBe(2)
  })

  it('claims and loads again when an answer is lost', async () => {
    proxy.cutNextAnswer()
    expect(await owner.load(partition, 'a', ['key-7'])).toEqual([new Uint8Array(1000).fill(1)])
    proxy.cutNextAnswer()
    expect(await owner.claim(partition, 'b')).toMatchObject({ offset: 1 })
    expect(await owner.load(partition, 'b', ['key-7'])).toEqual([new Uint8Array(1000).fill(1)])
  })

  it('gives up a connection on which nothing comes back', async () => {
    const patient = throughProxy({ silenceMs: 100 })
    await patient.open()
    proxy.stall()
    expect(await patient.peek(partition)).toMatchObject({ checkpoint: { offset: 1 } })
    await patient.close()
  })

  it('refuses a save that was fenced while the connection was down', async () => {
    const next = store({ url: server().url })
    await next.open()
    proxy.cutRequestAfter(1000)
    const saved = owner.save('a', [snapshot(1, 2, 100, 1000)])
    await next.claim(partition, 'b')
    await expect(saved).rejects.toThrow(refusal('STORE_FENCED', 'claimed by b'))
    expect(await wholeSnapshot(next, 100)).toBe(1)
    await next.close()
  })

  it('fails after maxWaitMs with what to do, and stays failed', async () => {
    const impatient = throughProxy({ maxWaitMs: 300 })
    await impatient.open()
    await impatient.claim(partition, 'b')
    await server().kill()
    const down = refusal('STORE_FAILED', `127.0.0.1:${proxy.port}`, '300 ms', 'Start Redis', 'checkpoint is whole')
    await expect(impatient.save('b', [snapshot(1, 2)])).rejects.toThrow(down)
    await server().start()
    await expect(impatient.load(partition, 'b', ['key-1'])).rejects.toThrow(down)
    await impatient.close()
    await impatient.open()
    expect(await impatient.partitions()).toEqual([])
    await impatient.close()
  })

  it('waits for Redis to come back, and sees what is gone', async () => {
    const loaded = (async () => {
      await server().kill()
      const load = owner.load(partition, 'a', ['key-1'])
      await server().start()
      return load
    })()
    await expect(loaded).rejects.toThrow(refusal('STORE_FENCED', 'nobody has claimed'))
    expect(await owner.claim(partition, 'b')).toBe(undefined)
  })

  it('waits at open for a server that starts later', async () => {
    const port = await findFreePort()
    const wire = new EventEmitter()
    const early = store({ host: '127.0.0.1', port, onWarning: (message) => wire.emit('warning', message) })
    const warning = once(wire, 'warning')
    const opened = early.open()
    expect((await warning)[0]).toMatch(/out of reach .*ECONNREFUSED/)
    const late = await startProxy(server().port, port)
    await opened
    expect(await early.partitions()).toEqual([partition])
    await early.close()
    await late.close()
  })

  it('is closed while it waits for a server', async () => {
    const port = await findFreePort()
    const wire = new EventEmitter()
    const waiting = store({ host: '127.0.0.1', port, onWarning: (message) => wire.emit('warning', message) })
    const warning = once(wire, 'warning')
    const opened = waiting.open()
    await warning
    await waiting.close()
    await expect(opened).rejects.toThrow(refusal('STORE_FAILED', `127.0.0.1:${port}`, 'a store that was closed'))
  })

  it('is closed while it waits for an answer, and can be opened again', async () => {
    const silent = createServer().listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const { port } = silent.address() as AddressInfo
    const waiting = store({ host: '127.0.0.1', port, onWarning: () => {} })
    const opened = waiting.open()
    const [socket] = (await once(silent, 'connection')) as [Socket]
    const left = once(socket.resume(), 'close')
    await waiting.close()
    await expect(opened).rejects.toThrow(refusal('STORE_FAILED', 'a store that was closed'))
    await left
    silent.close()
    await once(silent, 'close')
    const proxied = await startProxy(server().port, port)
    await waiting.open()
    expect(await waiting.partitions()).toEqual([partition])
    await waiting.close()
    await proxied.close()
  })

  it('says which server it could not reach', async () => {
    const port = await findFreePort()
    const never = store({ host: '127.0.0.1', port, reconnect: { maxWaitMs: 200 }, onWarning: () => {} })
    await expect(never.open()).rejects.toThrow(refusal('STORE_FAILED', `127.0.0.1:${port}`, 'ECONNREFUSED'))
  })

  it('refuses to work before it is open and after it is closed', async () => {
    const closed = store({ url: server().url })
    await expect(closed.claim(partition, 'a')).rejects.toThrow(refusal('STORE_FAILED', 'an open store'))
    await closed.open()
    await closed.close()
    await closed.close()
    await expect(closed.partitions()).rejects.toThrow(refusal('STORE_FAILED', 'an open store'))
  })
})
