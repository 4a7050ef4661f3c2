import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { TickwiseError } from '../../src/errors.ts'
import { fencedOffset, fencedToken, mayReplace } from '../../src/state/store-error.ts'
import type { SavedRecord, Snapshot, Store, StoredCheckpoint } from '../../src/state/store.ts'
import type { Partition } from '../../src/stream/tick.ts'
import { parseConfig, type SqliteStoreConfig, type SqliteStoreOptions } from './config.ts'
import { openDatabase } from './database.ts'
import { fromKeyBytes, toKeyBytes } from '../../src/state/key-bytes.ts'
import { toStoreError } from './sqlite-error.ts'
import { keysPerLoad, prepareStatements, recordsPerPage, type Statements } from './statements.ts'
import { createWriterLock, type WriterLock } from './writer-lock.ts'

/** Keeps snapshots in a folder, by SQLite: durable when a save returns, one writer, any number of readers. */
export function store(folder: string, options: SqliteStoreOptions = {}): Store {
  return new SqliteStore(parseConfig(folder, options))
}

interface OpenStore {
  readonly database: DatabaseSync
  readonly statements: Statements
  readonly lock: WriterLock | undefined
}

interface PartitionRow {
  readonly id: number
  readonly token: string
  readonly offset: number | null
}

class SqliteStore implements Store {
  readonly name = 'sqlite'
  readonly durable = true
  readonly atomicSaves = true
  readonly #config: SqliteStoreConfig
  #opened: OpenStore | undefined

  constructor(config: SqliteStoreConfig) {
    this.#config = config
  }

  async open(): Promise<void> {
    if (this.#opened !== undefined) return
    const { folder, readOnly } = this.#config
    if (!readOnly) makeFolder(folder)
    const lock = readOnly ? undefined : createWriterLock(folder)
    try {
      const database = openDatabase(join(folder, 'state.sqlite'), this.#config)
      this.#opened = { database, statements: prepareStatements(database), lock }
    } catch (error) {
      lock?.release()
      throw error
    }
  }

  async claim(partition: Partition, token: string): Promise<StoredCheckpoint | undefined> {
    const { statements } = this.#writer()
    return this.#transact(() => {
      statements.claim.run(toKeyBytes(partition.topic), partition.partition, token)
      return readCheckpoint(statements, partition)
    })
  }

  async load(partition: Partition, token: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const { statements } = this.#writer()
    return this.#guard(() => {
      const { id } = findOwned(statements, partition, token)
      const found: (Uint8Array | undefined)[] = []
      let at = 0
      for (; at + keysPerLoad <= keys.length; at += keysPerLoad) {
        const rows = statements.loadMany.all(id, ...keys.slice(at, at + keysPerLoad).map(toKeyBytes))
        for (const [bytes] of rows as unknown as [Uint8Array | null][]) found.push(bytes ?? undefined)
      }
      for (; at < keys.length; at++) found.push(loadOne(statements, id, keys[at]!))
      return found
    })
  }

  async save(token: string, snapshots: readonly Snapshot[]): Promise<void> {
    const { statements } = this.#writer()
    const { onStep } = this.#config
    this.#transact(() => {
      onStep?.('save-begun')
      const ids = snapshots.map(({ partition, previousOffset, offset }) => {
        const row = findOwned(statements, partition, token)
        const stored = row.offset ?? undefined
        if (!mayReplace(stored, previousOffset, offset)) throw fencedOffset(partition, previousOffset, stored)
        return row.id
      })
      snapshots.forEach(({ records }, i) => {
        for (const { key, bytes } of records) statements.saveRecord.run(ids[i]!, toKeyBytes(key), bytes)
      })
      onStep?.('records-written')
      snapshots.forEach(({ offset, checkpoint }, i) => statements.saveCheckpoint.run(offset, checkpoint, ids[i]!))
      onStep?.('checkpoint-written')
    })
    onStep?.('committed')
  }

  async reset(partition: Partition): Promise<void> {
    const { statements } = this.#writer()
    this.#transact(() => {
      const id = findPartition(statements, partition)?.id
      if (id === undefined) return
      statements.deleteRecords.run(id)
      statements.deletePartition.run(id)
    })
  }

  async partitions(): Promise<readonly Partition[]> {
    const { statements } = this.#reader()
    const rows = this.#guard(() => statements.listPartitions.all()) as unknown as {
      topic: Uint8Array
      number: number
    }[]
    return rows.map(({ topic, number }) => ({ topic: fromKeyBytes(topic), partition: number }))
  }

  async peek(
    partition: Partition,
    key?: string,
  ): Promise<{ checkpoint: StoredCheckpoint | undefined; record: Uint8Array | undefined }> {
    const { statements } = this.#reader()
    return this.#transact(() => {
      const id = findPartition(statements, partition)?.id
      const record = id === undefined || key === undefined ? undefined : loadOne(statements, id, key)
      return { checkpoint: readCheckpoint(statements, partition), record }
    }, 'BEGIN')
  }

  async *records(partition: Partition): AsyncGenerator<SavedRecord> {
    const { statements } = this.#reader()
    const id = this.#guard(() => findPartition(statements, partition)?.id)
    if (id === undefined) return
    // A page at a time, so that a slow reader keeps no transaction open, which would let the log grow.
    let last: Uint8Array | undefined
    for (;;) {
      const from = last
      const rows = this.#guard(() =>
        from === undefined ? statements.pageFrom.all(id, new Uint8Array(0)) : statements.pageAfter.all(id, from),
      ) as unknown as [Uint8Array, Uint8Array][]
      for (const [key, bytes] of rows) yield { key: fromKeyBytes(key), bytes }
      if (rows.length < recordsPerPage) return
      last = rows.at(-1)?.[0]
    }
  }

  async close(): Promise<void> {
    const opened = this.#opened
    this.#opened = undefined
    opened?.database.close()
    opened?.lock?.release()
  }

  #reader(): OpenStore {
    if (this.#opened !== undefined) return this.#opened
    const action = 'Call `open` first, and nothing after `close`.'
    throw new TickwiseError('STORE_FAILED', { expected: 'an open store', received: 'a closed one', action })
  }

  #writer(): OpenStore {
    if (!this.#config.readOnly) return this.#reader()
    const expected = `a store of ${this.#config.folder} that may write`
    const action = 'Open it without `readOnly`.'
    throw new TickwiseError('STORE_FAILED', { expected, received: 'one that is open for reading', action })
  }

  #guard<T>(act: () => T): T {
    try {
      return act()
    } catch (error) {
      throw toStoreError(error, `the store in ${this.#config.folder} to work`)
    }
  }

  #transact<T>(act: () => T, begin = 'BEGIN IMMEDIATE'): T {
    const { database } = this.#reader()
    return this.#guard(() => {
      database.exec(begin)
      try {
        const result = act()
        database.exec('COMMIT')
        return result
      } catch (error) {
        // A full disk may have ended the transaction already.
        if (database.isTransaction) database.exec('ROLLBACK')
        throw error
      }
    })
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true })
  } catch (error) {
    const received = error instanceof Error ? error.message : String(error)
    const action = 'Name a folder that can be written.'
    throw new TickwiseError('STORE_FAILED', { expected: `a folder ${folder}`, received, action, cause: error })
  }
}

function findPartition(statements: Statements, { topic, partition }: Partition): PartitionRow | undefined {
  return statements.findOwner.get(toKeyBytes(topic), partition) as PartitionRow | undefined
}

function findOwned(statements: Statements, partition: Partition, token: string): PartitionRow {
  const row = findPartition(statements, partition)
  if (row === undefined || row.token !== token) throw fencedToken(partition, token, row?.token)
  return row
}

function readCheckpoint(statements: Statements, { topic, partition }: Partition): StoredCheckpoint | undefined {
  const row = statements.findPartition.get(toKeyBytes(topic), partition) as
    { offset: number | null; checkpoint: Uint8Array | null } | undefined
  if (row === undefined || row.offset === null || row.checkpoint === null) return undefined
  return { offset: row.offset, checkpoint: row.checkpoint }
}

function loadOne(statements: Statements, id: number, key: string): Uint8Array | undefined {
  return (statements.loadOne.get(id, toKeyBytes(key)) as unknown as [Uint8Array] | undefined)?.[0]
}
