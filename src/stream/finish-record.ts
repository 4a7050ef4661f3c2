import { quoteText, Refusal, type ParsedRecord } from './record-parser.ts'
import type { RecordSettings } from './record-options.ts'

/** A lone surrogate has no UTF-8: two keys would be saved as one. NUL begins keys of our own (`src/state/kept-records.ts`). */
const refusedKey = /^$|^\0|\p{Surrogate}/u

/** The last steps of every format: the user's schema, key and event time. */
export type FinishRecord = (key: string, eventTime: number | undefined, value: unknown) => ParsedRecord | Refusal

export function createFinishRecord({ schema, key: keyOption, eventTime: timeOption }: RecordSettings): FinishRecord {
  const toKey = typeof keyOption === 'function' ? (keyOption as (value: unknown) => unknown) : undefined
  const toTime = timeOption as ((value: unknown) => unknown) | undefined
  return (columnKey, columnTime, payload) => {
    let value = payload
    if (schema !== undefined) {
      const parsed = schema.safeParse(payload)
      if (!parsed.success) {
        const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'payload'}: ${message}`)
        return new Refusal('malformed', problems.join('; '))
      }
      value = parsed.data
    }
    let key: unknown = columnKey
    let eventTime: unknown = columnTime
    try {
      if (toKey !== undefined) key = toKey(value)
      if (toTime !== undefined) eventTime = toTime(value)
    } catch (error) {
      return new Refusal('failed', `the function for key or eventTime threw: ${String(error)}`)
    }
    if (typeof key !== 'string' || refusedKey.test(key)) {
      return new Refusal(
        'malformed',
        `expected a key, a text that is not empty and does not begin with NUL; got ${describe(key)}`,
      )
    }
    if (eventTime !== undefined && !(typeof eventTime === 'number' && Number.isFinite(eventTime))) {
      return new Refusal('malformed', `expected an event time in milliseconds; got ${describe(eventTime)}`)
    }
    return { key, eventTime, value }
  }
}

function describe(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? quoteText(String(value)) : typeof value
}
