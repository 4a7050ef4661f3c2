import { z } from 'zod'

const column = z.union([z.string().min(1), z.int().min(0)])

const columnSchema = z.union([
  column,
  z.strictObject({
    /** Header name, index from 0 where there is no header, or path in JSON such as `data.s`. */
    column,
    /** `number` (the default), or `text` for a column that is taken as it is. */
    type: z.enum(['number', 'text']).default('number'),
    /** An empty cell leaves the property out instead of refusing the row. */
    optional: z.boolean().default(false),
  }),
])

/** Names that a payload already has, or that JavaScript has. */
export const reservedNames: readonly string[] = ['text', '__proto__']

const columnsSchema = z
  .record(z.string(), columnSchema)
  .refine((columns) => reservedNames.every((name) => !Object.hasOwn(columns, name)), {
    error: `a column can't be mapped to ${reservedNames.join(' or ')}`,
  })

const asFunction = <F>() => z.custom<F>((value) => typeof value === 'function', { error: 'expected a function' })

/** How text becomes ticks: shared by every source that reads lines or messages. */
export const recordOptionsSchema = z.strictObject({
  /** Payload name to column. `key` and `time` are the tick's own; any other name is a property of the payload. */
  columns: columnsSchema.optional(),
  /** Finds the columns by the usual spellings. */
  preset: z.enum(['ohlcv']).optional(),
  /** The key of every tick, or a function of the payload. Without it: the column `key`, else the topic's name. */
  key: z.union([z.string().min(1), asFunction<(value: never) => string>()]).optional(),
  time: z
    .strictObject({
      /** `iso` (the default), `epoch-ms`, `epoch-s`, or a pattern such as `dd/MM/yyyy HH:mm`. */
      format: z.string().min(1).optional(),
      /**
       * Of times that carry no offset: `UTC` (the default), `+02:00` or `Europe/Zurich`. A time that occurred twice
       * is the earlier one; one that clocks skipped goes to the dead letters. A mere date is its day's first moment.
       */
      zone: z.string().min(1).optional(),
    })
    .optional(),
  /** Milliseconds since the epoch, from the payload, in place of a time column. */
  eventTime: asFunction<(value: never) => number | undefined>().optional(),
  /** How numbers are written: `1,234.5` or `1.234,5`. */
  decimal: z.enum(['.', ',']).default('.'),
  /** Found from the first row when not given. */
  delimiter: z
    .string()
    .regex(/^[\t -~]$/, 'expected one ASCII character')
    .optional(),
  header: z.boolean().default(true),
  /** Checks and shapes each payload. */
  schema: z
    .custom<z.ZodType>((value) => typeof (value as { safeParse?: unknown }).safeParse === 'function', {
      error: 'expected a zod schema',
    })
    .optional(),
  /** Longer lines go to the dead letters and are never held whole. */
  maxLineBytes: z
    .int()
    .min(16)
    .max(64 << 20)
    .default(1 << 20),
})

export type RecordFormat = 'csv' | 'ndjson'

/** Checked options. */
export type RecordSettings = z.output<typeof recordOptionsSchema>

/** What a user gives. `T` is the payload that the operators see. */
export type RecordOptions<T> = Omit<z.input<typeof recordOptionsSchema>, 'schema' | 'key' | 'eventTime'> & {
  readonly schema?: z.ZodType<T>
  readonly key?: string | ((value: T) => string)
  readonly eventTime?: (value: T) => number | undefined
}
