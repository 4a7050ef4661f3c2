import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { connectionSchema, toClientOptions } from '../../../connectors/kafka/config.ts'
import { acknowledgedSink, sink, source } from '../../../connectors/kafka/index.ts'

const secret = 'hunter2-not-to-be-seen'
const secure = {
  brokers: 'kafka.example:9093',
  tls: { ca: 'the authority', rejectUnauthorized: false },
  sasl: { mechanism: 'SCRAM-SHA-512', username: 'me', password: secret },
} as const

describe('options', () => {
  it('of TLS and SASL reach the client as they are', () => {
    expect(toClientOptions(connectionSchema.parse(secure))).toMatchObject({
      bootstrapBrokers: ['kafka.example:9093'],
      tls: secure.tls,
      sasl: secure.sasl,
    })
    expect(toClientOptions(connectionSchema.parse({ brokers: 'a:1', tls: true }))).toMatchObject({ tls: {} })
    expect(toClientOptions(connectionSchema.parse({ brokers: 'a:1' }))).not.toHaveProperty('tls')
    const token = () => Promise.resolve('a token')
    const bearer = connectionSchema.parse({ brokers: 'a:1', sasl: { mechanism: 'OAUTHBEARER', token } })
    expect(toClientOptions(bearer).sasl).toEqual({ mechanism: 'OAUTHBEARER', token })
  })

  it('set what the client would choose badly', () => {
    const { retryDelay } = toClientOptions(connectionSchema.parse({ brokers: ['a:1', 'b:2'] }))
    expect((retryDelay as (...given: unknown[]) => number)(undefined, undefined, 1)).toBeLessThanOrEqual(5)
  })

  it('that are wrong are named all at once, without their values', () => {
    const wrong = { ...secure, sasl: { ...secure.sasl, mechanism: secret }, topic: 'a b', maxBytes: -1 }
    const error = thrown(() => source({ groupId: 'g', ...(wrong as unknown as typeof secure), topic: 'a b' }))
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' })
    for (const path of ['sasl.mechanism', 'topic', 'maxBytes']) expect(String(error)).toContain(path)
    expect(inspect(error, { depth: 9 })).not.toContain(secret)
  })

  it('name a topic, or several', () => {
    expect(thrown(() => source({ brokers: 'a:1', groupId: 'g' }))).toMatchObject({ code: 'CONFIG_INVALID' })
  })
})

describe('secrets', () => {
  it('are not printed with a source or a sink', () => {
    const parts = [
      source({ ...secure, groupId: 'g', topic: 't' }),
      sink({ ...secure, topic: 't' }),
      acknowledgedSink({ ...secure, topic: 't' }),
    ]
    for (const part of parts) {
      expect(inspect(part, { depth: 9, showHidden: true })).not.toContain(secret)
      expect(JSON.stringify(part)).not.toContain(secret)
    }
  })

  it('are not in the error of a broker that can not be reached', async () => {
    const unreachable = source({ ...secure, brokers: '127.0.0.1:1', groupId: 'g', topic: 't', giveUpMs: 0 })
    const error: unknown = await unreachable.open().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'SOURCE_FAILED' })
    expect(inspect(error, { depth: 9 })).not.toContain(secret)
    await unreachable.close()
  })
})

function thrown(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
