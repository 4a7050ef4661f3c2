import { TickwiseError } from '../../src/errors.ts'

/** Primary result codes of SQLite; the extended ones keep them in their low byte. */
export const resultCodes = { busy: 5, ioError: 10, corrupt: 11, full: 13, notDatabase: 26 } as const

export function resultCode(error: unknown): number | undefined {
  const { errcode } = (error ?? {}) as { errcode?: unknown }
  return typeof errcode === 'number' ? errcode & 0xff : undefined
}

const actions: Readonly<Record<number, string>> = {
  [resultCodes.busy]: 'Let the other program that uses the file finish.',
  [resultCodes.ioError]: 'Check the disk and the permissions; the last checkpoint is whole.',
  [resultCodes.corrupt]:
    'The file is damaged: restore it, or move the folder away and rebuild the state from the input.',
  [resultCodes.full]: 'Make room (or raise `maxBytes`) and start again; the last checkpoint is whole.',
  [resultCodes.notDatabase]: 'Name another folder, or move the file away.',
}

/** What SQLite throws, as `STORE_FAILED`; anything else as it is. */
export function toStoreError(error: unknown, expected: string): unknown {
  const code = resultCode(error)
  if (code === undefined) return error
  return new TickwiseError('STORE_FAILED', {
    expected,
    received: error instanceof Error ? error.message : String(error),
    action: actions[code] ?? 'Check the disk and the folder; the last checkpoint is whole.',
    cause: error,
  })
}
