import { z } from 'zod'
import { TickwiseError } from '../../src/errors.ts'

/** Where a save stands: in the transaction, all records in it, all checkpoints in it, on disk. */
export type SaveStep = 'save-begun' | 'records-written' | 'checkpoint-written' | 'committed'

export interface SqliteStoreOptions {
  /** Reads a store beside the process that writes it. Claims, saves and resets are refused. */
  readonly readOnly?: boolean
  /** The database file never grows past this; a save that would is refused as a whole. */
  readonly maxBytes?: number
  /** Called inside every save, for tests that crash there. */
  readonly onStep?: (step: SaveStep) => void
}

const schema = z.strictObject({
  folder: z.string().min(1),
  readOnly: z.boolean().default(false),
  maxBytes: z.int().min(65_536).optional(),
  onStep: z.custom<(step: SaveStep) => void>((value) => typeof value === 'function', 'must be a function').optional(),
})

export type SqliteStoreConfig = z.infer<typeof schema>

/** Throws `CONFIG_INVALID` with every bad option. */
export function parseConfig(folder: string, options: SqliteStoreOptions): SqliteStoreConfig {
  const result = schema.safeParse({ ...options, folder })
  if (result.success) return result.data
  throw new TickwiseError('CONFIG_INVALID', {
    expected: 'a folder and options of sqlite.store',
    received: z.prettifyError(result.error),
    action: 'Correct the options.',
    cause: result.error,
  })
}
