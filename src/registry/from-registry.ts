import type { Model } from '../model/model.ts'
import type { Registry } from './registry.ts'
import { standingAfter } from './standing.ts'

/** Who serves under a name, by the last decision about it. */
interface ServingModel {
  readonly fingerprint: string
  /** The number of the decision. */
  readonly decision: number
  /** The decision was a rollback. */
  readonly isReturn: boolean
  /** The models that its training began from, one from the other. */
  readonly ancestors?: readonly string[] | undefined
}

/** What a pipeline takes as its `models`. */
export interface RegistryModels {
  load(name: string): Promise<Model>
  serving(name: string): Promise<ServingModel>
  version(name: string, version: string): Promise<Model>
}

/**
 * Models of a registry, for a pipeline: `prices@champion` is whoever is champion, and swapped when another one is
 * promoted, or taken back when it is rolled back. Another reference (`prices@1f0c33ab`) names one model for good.
 */
export function fromRegistry(registry: Pick<Registry, 'load' | 'history' | 'model' | 'version'>): RegistryModels {
  return {
    load: (name) => registry.load(name),
    version: (_, version) => registry.model(version),
    async serving(name) {
      const [, reference = 'champion'] = name.split('@')
      if (reference !== 'champion') {
        const { fingerprint } = await registry.version(reference)
        return { fingerprint, decision: 0, isReturn: false }
      }
      const history = await registry.history()
      const last = history.findLast(({ kind }) => kind === 'promote' || kind === 'rollback')
      const champion = await registry.version(standingAfter(history).champion ?? 'champion')
      const ancestors: string[] = []
      for (let { parent } = champion; parent !== undefined;) {
        ancestors.push(parent)
        ;({ parent } = await registry.version(parent))
      }
      const { fingerprint } = champion
      return { fingerprint, decision: last?.number ?? 0, isReturn: last?.kind === 'rollback', ancestors }
    },
  }
}
