import type { Decision } from './decision.ts'
import { decisionSchema } from './decision.ts'
import type { ObjectStore } from './object-store.ts'
import { fromJson, toJson } from './registry-json.ts'

const prefix = 'decisions/'
const digits = 8

/** The history as write-once objects, one a decision. A number is taken by whoever creates its object first. */
export function createDecisionLog(objects: ObjectStore) {
  return {
    async read(): Promise<readonly Decision[]> {
      const names = await objects.list(prefix)
      const read = await Promise.all(
        names.map(async (name) => fromJson(decisionSchema, name, await objects.read(name))),
      )
      return read.sort((a, b) => a.number - b.number)
    },
    /** False when somebody else has decided meanwhile: read again, then decide again. */
    append(decision: Decision): Promise<boolean> {
      return objects.create(`${prefix}${String(decision.number).padStart(digits, '0')}.json`, toJson(decision))
    },
  }
}
