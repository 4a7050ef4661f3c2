import { checkObjectName } from '../../src/registry/object-name.ts'
import type { ObjectStore } from '../../src/registry/object-store.ts'

/** Write-once objects in memory, for tests. */
export function objects(): ObjectStore {
  const held = new Map<string, Uint8Array>()
  return {
    place: 'memory',
    async create(name, bytes) {
      if (held.has(checkObjectName(name))) return false
      held.set(name, bytes.slice())
      return true
    },
    read: async (name) => held.get(checkObjectName(name))?.slice(),
    list: async (prefix) => [...held.keys()].filter((name) => name.startsWith(prefix)).sort(),
    async remove(name) {
      held.delete(checkObjectName(name))
    },
    async close() {
      // Nothing is held open.
    },
  }
}
