import { TickwiseError } from '../../src/errors.ts'
import { fencedOffset, fencedToken, OlderGenerationError } from '../../src/state/store-error.ts'
import type { SavedRecord, Snapshot, Store, StoredCheckpoint, StoreUsage } from '../../src/state/store.ts'
import type { Partition } from '../../src/stream/tick.ts'
import { checkServer } from './check-server.ts'
import { Connection } from './connection.ts'
import { copyValues } from './copy-values.ts'
import { fromMember, metaFields, namePartition, namePartitions, toField, toMember } from './names.ts'
import { defaultPrefix, parseOptions, type RedisStoreConfig, type RedisStoreOptions } from './options.ts'
import { parseGeneration, tooLarge } from './refusals.ts'
import { readRecords } from './read-records.ts'
import { saveSnapshot, toOffsetText } from './save-snapshot.ts'
import { claimArguments, claimScript } from './scripts/claim.ts'
import { returnCodes } from './scripts/return-codes.ts'

/**
 * Keeps snapshots in Redis: a hash for each partition, compared with the owner's token at every load and save. Redis is
 * a cache of checkpoints: what it loses is computed again from the input. A save of several partitions is one
 * transaction each. Throws `CONFIG_INVALID`.
 */
export function store(options: RedisStoreOptions = {}): Store {
  return new RedisStore(parseOptions(options))
}

/** What we know of a partition that we own: where its checkpoint is, and where a save in flight may take it. */
interface Owned {
  readonly token: string
  offset: string
  saving: string | undefined
}

class RedisStore implements Store {
  readonly name = 'redis'
  readonly durable = true
  readonly atomicSaves = false
  readonly #config: RedisStoreConfig
  readonly #owned = new Map<string, Owned>()
  #prefix: string
  #comparesGenerations: boolean
  #connection: Connection | undefined

  constructor(config: RedisStoreConfig) {
    this.#config = config
    this.#prefix = config.prefix ?? defaultPrefix
    this.#comparesGenerations = config.generations ?? false
  }

  async open(usage?: StoreUsage): Promise<void> {
    if (this.#connection !== undefined) return
    const { prefix, generations } = this.#config
    if (usage !== undefined) {
      this.#prefix = prefix ?? `${defaultPrefix}.${usage.pipeline}`
      this.#comparesGenerations = generations ?? usage.sharedGenerations
    }
    const connection = new Connection(this.#config)
    // Known from here on, so that `close` ends an `open` that waits for a server.
    this.#connection = connection
    try {
      await checkServer(connection)
    } catch (error) {
      if (this.#connection === connection) this.#connection = undefined
      connection.close()
      throw error
    }
  }

  async claim(partition: Partition, token: string): Promise<StoredCheckpoint | undefined> {
    const connection = this.#open()
    const { partition: name } = namePartition(this.#prefix, partition)
    const claimArgs = claimArguments(token, this.#comparesGenerations ? parseGeneration(token) : '')
    this.#owned.delete(name)
    // The set is in another slot, so it can't be part of the script; it goes first, to miss no partition.
    const [, reply] = await connection.call((client) =>
      Promise.all([
        client.sadd(namePartitions(this.#prefix), toMember(partition)),
        client.callBuffer('eval', claimScript, 1, name, ...claimArgs),
      ]),
    )
    const [code, found, checkpoint] = reply as [number, Buffer | null, Buffer | null]
    if (code === returnCodes.olderGeneration) throw new OlderGenerationError(partition, token, `${found}`)
    const offset = found === null ? '' : `${found}`
    this.#owned.set(name, { token, offset, saving: undefined })
    return found === null || checkpoint === null
      ? undefined
      : { offset: Number(offset), checkpoint: new Uint8Array(checkpoint) }
  }

  async load(partition: Partition, token: string, keys: readonly string[]): Promise<(Uint8Array | undefined)[]> {
    const connection = this.#open()
    const { maxLoadKeys } = this.#config
    const { partition: name } = namePartition(this.#prefix, partition)
    const fields = keys.map((key) => toField(key))
    const expected = this.#offsetsOf(name, token)
    // At least one command, so that a load of nothing is fenced too.
    const parts = Array.from({ length: Math.ceil(fields.length / maxLoadKeys) || 1 }, (_, i) =>
      fields.slice(i * maxLoadKeys, (i + 1) * maxLoadKeys),
    )
    const replies = await connection.call((client) =>
      Promise.all(parts.map((part) => client.hmgetBuffer(name, metaFields.token, metaFields.offset, ...part))),
    )
    const found: (Uint8Array | undefined)[] = []
    for (const [owner, offset, ...values] of replies) {
      this.#requireOwned(partition, token, owner, offset, expected)
      for (const bytes of copyValues(values)) found.push(bytes)
    }
    return found
  }

  async save(token: string, snapshots: readonly Snapshot[]): Promise<void> {
    const connection = this.#open()
    for (const snapshot of snapshots) tooLarge(snapshot)
    const verdicts = await Promise.allSettled(snapshots.map((snapshot) => this.#saveOne(connection, token, snapshot)))
    for (const verdict of verdicts) if (verdict.status === 'rejected') throw verdict.reason
  }

  async reset(partition: Partition): Promise<void> {
    const prefix = this.#prefix
    const { partition: name } = namePartition(prefix, partition)
    this.#owned.delete(name)
    await this.#open().call((client) =>
      Promise.all([client.unlink(name), client.srem(namePartitions(prefix), toMember(partition))]),
    )
  }

  async partitions(): Promise<readonly Partition[]> {
    const prefix = this.#prefix
    const members = await this.#open().call((client) => client.smembers(namePartitions(prefix)))
    const claimed = members.map(fromMember).filter((partition) => partition !== undefined)
    const saved = await this.#open().call((client) =>
      Promise.all(claimed.map((one) => client.hexists(namePartition(prefix, one).partition, metaFields.offset))),
    )
    return claimed
      .filter((_, i) => saved[i] === 1)
      .sort((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition))
  }

  async peek(
    partition: Partition,
    key?: string,
  ): Promise<{ checkpoint: StoredCheckpoint | undefined; record: Uint8Array | undefined }> {
    const { partition: name } = namePartition(this.#prefix, partition)
    const fields: (string | Buffer)[] = [metaFields.offset, metaFields.checkpoint]
    if (key !== undefined) fields.push(toField(key))
    const [offset, checkpoint, record] = await this.#open().call((client) => client.hmgetBuffer(name, ...fields))
    return {
      checkpoint:
        offset && checkpoint ? { offset: Number(`${offset}`), checkpoint: new Uint8Array(checkpoint) } : undefined,
      record: copyValues([record])[0],
    }
  }

  records(partition: Partition): AsyncIterable<SavedRecord> {
    return readRecords(this.#open(), namePartition(this.#prefix, partition).partition, this.#config.maxLoadKeys)
  }

  async close(): Promise<void> {
    const connection = this.#connection
    this.#connection = undefined
    this.#owned.clear()
    connection?.close()
  }

  #open(): Connection {
    if (this.#connection !== undefined) return this.#connection
    const action = 'Call `open` first, and nothing after `close`.'
    throw new TickwiseError('STORE_FAILED', { expected: 'an open store', received: 'a closed one', action })
  }

  async #saveOne(connection: Connection, token: string, snapshot: Snapshot): Promise<void> {
    const { partition, previousOffset, offset } = snapshot
    const names = namePartition(this.#prefix, partition)
    const owned = this.#owned.get(names.partition)
    const next = toOffsetText(offset)
    if (owned?.token === token) owned.saving = next
    const [code, stored] = await connection.call((client) => saveSnapshot(client, names, token, snapshot))
    if (code === returnCodes.otherToken) throw fencedToken(partition, token, stored ?? undefined)
    if (code === returnCodes.otherOffset)
      throw fencedOffset(partition, previousOffset, stored == null ? undefined : Number(stored))
    if (owned?.token !== token) return
    owned.offset = next
    owned.saving = undefined
  }

  /** Where the stored checkpoint may be at this moment; undefined when this store has not claimed the partition. */
  #offsetsOf(name: string, token: string): readonly (string | undefined)[] | undefined {
    const owned = this.#owned.get(name)
    return owned?.token === token ? [owned.offset, owned.saving] : undefined
  }

  /**
   * A token alone does not show that Redis went back to an older dump: records of another offset than ours would be
   * answered with wrong outputs, long before a save is refused.
   */
  #requireOwned(
    partition: Partition,
    token: string,
    owner: Buffer | null | undefined,
    stored: Buffer | null | undefined,
    before: readonly (string | undefined)[] | undefined,
  ): void {
    if (owner == null || `${owner}` !== token)
      throw fencedToken(partition, token, owner == null ? undefined : `${owner}`)
    if (before === undefined) return
    const offset = stored == null ? '' : `${stored}`
    const now = this.#offsetsOf(namePartition(this.#prefix, partition).partition, token) ?? []
    if (before.includes(offset) || now.includes(offset)) return
    throw fencedOffset(partition, before[0] ? Number(before[0]) : undefined, offset === '' ? undefined : Number(offset))
  }
}
