import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { TickwiseError } from '../../src/errors.ts'
import type { SqliteStoreConfig } from './config.ts'
import { toStoreError } from './sqlite-error.ts'

const applicationId = 0x5457_6b73
const schemaVersion = 1

/** Keys and topics are `toKeyBytes`. Rowid tables were faster than clustered ones for records of 400 bytes, by 1.3 to 1.5. */
const schemaSql = `
  CREATE TABLE partitions (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    topic BLOB NOT NULL,
    number INTEGER NOT NULL,
    token TEXT NOT NULL,
    offset INTEGER,
    checkpoint BLOB,
    UNIQUE (topic, number)
  );
  CREATE TABLE records (
    partition INTEGER NOT NULL,
    key BLOB NOT NULL,
    bytes BLOB NOT NULL,
    PRIMARY KEY (partition, key)
  );
  PRAGMA application_id = ${applicationId};
  PRAGMA user_version = ${schemaVersion};
`

/** Opens the state of a store, and makes it where there is none. Throws `STORE_FAILED`, `RECORD_FOREIGN`, `INPUT_INVALID`. */
export function openDatabase(path: string, { readOnly, maxBytes }: SqliteStoreConfig): DatabaseSync {
  if (readOnly && !existsSync(path)) throw nothingToRead(path)
  let database: DatabaseSync | undefined
  try {
    database = new DatabaseSync(path, { readOnly, timeout: 5000 })
    if (isEmpty(database)) {
      if (readOnly) throw nothingToRead(path)
      database.exec('PRAGMA journal_mode = WAL')
      database.exec(`BEGIN IMMEDIATE; ${schemaSql} COMMIT`)
    } else requireOwnSchema(database, path)
    // FULL: a save has been synced to the disk when it returns.
    if (!readOnly)
      database.exec('PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -32768')
    if (!readOnly && maxBytes !== undefined)
      database.exec(`PRAGMA max_page_count = ${Math.floor(maxBytes / readPragma(database, 'page_size'))}`)
    return database
  } catch (error) {
    database?.close()
    throw toStoreError(error, `the state of a Tickwise store in ${path}`)
  }
}

function nothingToRead(path: string): TickwiseError {
  return new TickwiseError('INPUT_INVALID', {
    expected: `the state of a Tickwise store in ${path}`,
    received: 'none',
    action: 'Name the folder that a pipeline has saved to.',
  })
}

function readPragma(database: DatabaseSync, name: string): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}

function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.['tables'] === 0
}

function requireOwnSchema(database: DatabaseSync, path: string): void {
  if (readPragma(database, 'application_id') !== applicationId)
    throw new TickwiseError('STORE_FAILED', {
      expected: `the state of a Tickwise store in ${path}`,
      received: 'a database of another program',
      action: 'Name another folder.',
    })
  const version = readPragma(database, 'user_version')
  if (version !== schemaVersion)
    throw new TickwiseError('RECORD_FOREIGN', {
      expected: `a store of schema version ${schemaVersion} in ${path}`,
      received: `schema version ${version}`,
      action: 'Use the version of Tickwise that wrote it, or another folder.',
    })
}
