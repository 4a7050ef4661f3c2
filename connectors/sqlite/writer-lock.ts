import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { TickwiseError } from '../../src/errors.ts'
import { resultCode, resultCodes, toStoreError } from './sqlite-error.ts'

export interface WriterLock {
  release(): void
}

/**
 * Makes this the only store that writes to the folder. An empty database of its own is held in an exclusive transaction:
 * the operating system ends that with the process, however it dies, and readers of the state are not disturbed.
 * Throws `STORE_LOCKED`.
 */
export function createWriterLock(folder: string): WriterLock {
  const path = join(folder, 'writer.lock')
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { timeout: 0 })
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if (resultCode(error) !== resultCodes.busy) throw toStoreError(error, `to lock ${path}`)
    throw new TickwiseError('STORE_LOCKED', {
      expected: `to be the only writer of the store in ${folder}`,
      received: 'a lock that another store holds',
      action: 'Stop the other run, or give this one a folder of its own. Reading is possible with `readOnly`.',
      cause: error,
    })
  }
  const held = database
  return { release: () => held.close() }
}
