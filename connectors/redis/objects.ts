import { randomUUID } from 'node:crypto'
import { checkObjectName } from '../../src/registry/object-name.ts'
import type { ObjectStore } from '../../src/registry/object-store.ts'
import { checkServer } from './check-server.ts'
import { Connection } from './connection.ts'
import { nameObjects, toBuffer } from './names.ts'
import { defaultPrefix, parseOptions, type RedisStoreOptions } from './options.ts'

/** Bytes of the random text that each object begins with. */
const writerBytes = 36

/**
 * Write-once objects in one hash of Redis. Redis must keep what it is given (append-only file, no eviction): models that
 * it loses are lost. Throws `CONFIG_INVALID`, `STORE_FAILED`.
 */
export async function objects(options: RedisStoreOptions = {}): Promise<ObjectStore> {
  const config = parseOptions(options)
  const { prefix = defaultPrefix } = config
  const hash = nameObjects(prefix)
  const connection = new Connection(config)
  try {
    await checkServer(connection)
  } catch (error) {
    connection.close()
    throw error
  }
  return {
    place: `${connection.place}, prefix ${prefix}`,
    async create(name, bytes) {
      checkObjectName(name)
      // A command whose answer was lost is sent again: the writer's text tells our own object from another's.
      const writer = Buffer.from(randomUUID())
      const object = Buffer.concat([writer, bytes])
      return connection.call(async (client) => {
        if ((await client.hsetnx(hash, name, object)) === 1) return true
        const held = await client.hgetBuffer(hash, name)
        return held !== null && held.subarray(0, writerBytes).equals(writer)
      })
    },
    async read(name) {
      const held = await connection.call((client) => client.hgetBuffer(hash, checkObjectName(name)))
      return held === null ? undefined : toBuffer(held.subarray(writerBytes))
    },
    async list(prefix) {
      const names = await connection.call((client) => client.hkeys(hash))
      return names.filter((name) => name.startsWith(prefix)).sort()
    },
    async remove(name) {
      await connection.call((client) => client.hdel(hash, checkObjectName(name)))
    },
    async close() {
      connection.close()
    },
  }
}
