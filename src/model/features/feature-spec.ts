import { z } from 'zod'

const lag = z.int().min(1).max(4096)
const halfLife = z.number().min(1).max(100_000)
/** Of which column; the value that is forecast by default. */
const column = z.string().min(1).optional()

/** One entry a kind; this folder has one file for each. Lags, periods and half-lives count ticks of the key. */
export const featureSchema = z.discriminatedUnion('kind', [
  /** The change of the value's logarithm over `lag` ticks; values must be positive. */
  z.strictObject({ kind: z.literal('log-return'), lag, column }),
  /** The change of the value over `lag` ticks. */
  z.strictObject({ kind: z.literal('difference'), lag, column }),
  /** How far the value is from that of a period before, in units of what is usual. */
  z.strictObject({ kind: z.literal('seasonal-difference'), period: lag, column }),
  /** What followed a period ago: the change over the next `ahead` ticks then. */
  z.strictObject({ kind: z.literal('last-season'), period: lag, ahead: lag.default(1), column }),
  /** How large changes are of late, beside what is usual. */
  z.strictObject({ kind: z.literal('volatility'), halfLife, column }),
  /** How far the value is from its mean of late. */
  z.strictObject({ kind: z.literal('deviation'), halfLife, column }),
  /** A column's number as it is, `ahead` ticks ahead, less its mean so far and over its mean distance from it. */
  z.strictObject({ kind: z.literal('known'), column: z.string().min(1), ahead: z.int().min(0).max(4096).default(0) }),
  /** Sine or cosine of the local time's place in a day, a week (from Monday on) or a year. */
  z.strictObject({
    kind: z.literal('calendar'),
    cycle: z.enum(['day', 'week', 'year']),
    wave: z.enum(['sin', 'cos']),
    /** Waves a cycle. */
    harmonic: z.int().min(1).max(24).default(1),
    /** UTC, an offset such as +02:00, or an IANA name such as Europe/Zurich. */
    zone: z.string().min(1),
  }),
  /** Logarithm of the time since the key's tick before, over what is usual. */
  z.strictObject({ kind: z.literal('time-since') }),
  /** 1 where the time since the key's tick before is more than `over` times what is usual, else 0. */
  z.strictObject({ kind: z.literal('gap'), over: z.number().gt(1).default(2.5) }),
  /** 1 where the value (or the column's) is missing, else 0. Without this feature such ticks are refused. */
  z.strictObject({ kind: z.literal('missing'), column }),
])
export type FeatureSpec = z.infer<typeof featureSchema>
