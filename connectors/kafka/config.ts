import { SASLMechanisms, type BaseOptions, type SASLOptions } from '@platformatic/kafka'
import { z } from 'zod'

type Credential = string | (() => string | Promise<string>)

const credential = z.custom<Credential>((value) => typeof value === 'string' || typeof value === 'function', {
  error: 'expected a text, or a function that gives one',
})

const broker = z.string().regex(/^[^\s:]+:\d+$/, 'expected host:port')

/** How to reach the cluster: shared by the source and the sinks. */
export const connectionSchema = z.strictObject({
  brokers: z.union([broker.transform((one) => [one]), z.array(broker).min(1)]),
  clientId: z
    .string()
    .regex(/^[\w.-]+$/)
    .default('tickwise'),
  /** `true`, or what `tls.connect` of Node takes: ca, cert, key, rejectUnauthorized, ... */
  tls: z.union([z.boolean(), z.record(z.string(), z.unknown())]).default(false),
  sasl: z
    .strictObject({
      mechanism: z.enum([
        SASLMechanisms.PLAIN,
        SASLMechanisms.SCRAM_SHA_256,
        SASLMechanisms.SCRAM_SHA_512,
        SASLMechanisms.OAUTHBEARER,
      ]),
      username: credential.optional(),
      password: credential.optional(),
      token: credential.optional(),
    })
    .optional(),
  connectTimeoutMs: z.int().min(1).default(5000),
  /** A request without an answer for this long counts as lost. */
  requestTimeoutMs: z.int().min(100).default(10_000),
  /** How long to go on trying while the brokers can't be reached. Nothing is lost meanwhile; the source waits. */
  giveUpMs: z.int().min(0).default(120_000),
})

export type ConnectionSettings = z.output<typeof connectionSchema>
export type ConnectionOptions = z.input<typeof connectionSchema>

export type ClientOptions = BaseOptions & { retries: number; retryDelay: (...args: never[]) => number }

/**
 * Settings in the client's own words. Its defaults are not ours: it waits a second before each retry, so that a
 * transaction that finds the one before still being finished costs a second. With 5 ms it costs 8 ms in the middle, with
 * 1 ms it costs 5 (1,000 ticks a second, a commit for each fetch).
 */
export function toClientOptions(settings: ConnectionSettings): ClientOptions {
  const { brokers, clientId, tls, sasl, connectTimeoutMs, requestTimeoutMs } = settings
  return {
    clientId,
    bootstrapBrokers: brokers,
    connectTimeout: connectTimeoutMs,
    requestTimeout: requestTimeoutMs,
    timeout: requestTimeoutMs,
    retries: 40,
    retryDelay: (_client: unknown, _operation: unknown, attempt: number) =>
      attempt <= 10 ? 1 : attempt <= 20 ? 5 : 100,
    autocreateTopics: false,
    strict: false,
    ...(tls === false ? {} : { tls: tls === true ? {} : tls }),
    ...(sasl === undefined ? {} : { sasl: sasl as SASLOptions }),
  }
}
