import * as file from '../../../../connectors/file/index.ts'
import { createRegistry, type Model, type Registry } from '../../../../src/index.ts'
import type { Random } from '../../../../src/numeric/random.ts'
import { nextVersion } from './next-version.ts'
import { wild } from './wild.ts'

const verdict = { reason: 'a fault' }

/** The registry that the workers of a round follow, and decisions about it as `tickwise models` makes them. */
export class RoundRegistry {
  readonly folder: string
  #promotions = 0
  #rollbacks = 0
  readonly #base: Model
  readonly #registry: Registry
  #deciding: Promise<void> = Promise.resolve()

  private constructor(folder: string, base: Model, registry: Registry) {
    this.folder = folder
    this.#base = base
    this.#registry = registry
  }

  static async create(folder: string, base: Model): Promise<RoundRegistry> {
    const registry = openRegistry(folder)
    const first = wild(base, 1)
    await registry.add(first)
    await registry.promote(first.fingerprint, verdict)
    return new RoundRegistry(folder, base, registry)
  }

  /** One after the other: a decision that is overtaken by another one is refused. */
  decide(act: () => Promise<void>): Promise<void> {
    return (this.#deciding = this.#deciding.then(act))
  }

  /** Another champion: one that was never there, or now and then one that was. Says which. */
  async promote(random: Random): Promise<string> {
    const champion = await this.#registry.model('champion')
    const versions = await this.#registry.versions()
    const old = versions[random.integer(versions.length)]!.fingerprint
    const isOld = random.next() < 0.15 && old !== champion.fingerprint
    const { fingerprint } = isOld ? { fingerprint: old } : await this.#add(nextVersion(this.#base, random), champion)
    const { number } = await this.#registry.promote(fingerprint, verdict)
    this.#promotions++
    return `${fingerprint.slice(0, 8)}${isOld ? ', which had served,' : ''} promoted, decision ${number}`
  }

  /** Undefined where there is nothing to go back to. */
  async rollBack(): Promise<string | undefined> {
    const { champions } = await this.#registry.standing()
    if (champions.length < 2) return undefined
    const { model, number } = await this.#registry.rollBack(verdict)
    this.#rollbacks++
    return `rolled back to ${model.slice(0, 8)}, decision ${number}`
  }

  addTo(tally: Map<string, number>): void {
    for (const [name, count] of [
      ['promotions', this.#promotions],
      ['rollbacks', this.#rollbacks],
    ] as const)
      tally.set(name, (tally.get(name) ?? 0) + count)
  }

  #add(model: Model, { fingerprint: parent }: Model) {
    return this.#registry.add(model, { parent })
  }
}

/** The same for the test and its workers. Dates of decisions are of no interest here. */
export function openRegistry(folder: string): Registry {
  return createRegistry(file.objects(folder), { now: () => 0 })
}
