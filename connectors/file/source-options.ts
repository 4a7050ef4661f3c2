import { z } from 'zod'
import { recordOptionsSchema, type RecordOptions } from '../../src/stream/record-options.ts'

export const sourceOptionsSchema = recordOptionsSchema.extend({
  /** One file, or several: each is a partition, in this order. */
  path: z.union([
    z
      .string()
      .min(1)
      .transform((path) => [path]),
    z.array(z.string().min(1)).min(1),
  ]),
  /** Without it the extension decides: csv, tsv; ndjson, jsonl, json; with or without `.gz`. */
  format: z.enum(['csv', 'ndjson']).optional(),
  /** Default: each file's base name. */
  topic: z.string().min(1).optional(),
  /** Go on reading as the file grows, for ever. */
  follow: z.boolean().default(false),
  /** How often a followed file is looked at, at least. */
  pollMs: z.int().min(1).max(60_000).default(250),
})

export type SourceSettings = z.output<typeof sourceOptionsSchema>

/** @inline */
type OwnOptions = Omit<z.input<typeof sourceOptionsSchema>, keyof z.input<typeof recordOptionsSchema>>

/** `path` is all that is needed; see `columns`, `preset` and `time` for CSV from the real world. */
export type FileSourceOptions<T> = Readonly<OwnOptions> & RecordOptions<T>
