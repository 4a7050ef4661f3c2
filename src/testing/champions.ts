import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { LiveModelSource, ServingModel } from '../pipeline/spec.ts'

/** Versions of a model, of which one serves at a time: a registry for tests. Each is trained from the one before. */
export class Champions implements LiveModelSource {
  readonly #versions: readonly Model[]
  readonly #champions: number[] = [0]
  #decision = 0
  #isReturn = false

  constructor(versions: readonly Model[]) {
    this.#versions = versions
  }

  async load(): Promise<Model> {
    return this.#versions[this.#champions.at(-1)!]!
  }

  async serving(): Promise<ServingModel> {
    const at = this.#champions.at(-1)!
    const { fingerprint } = this.#versions[at]!
    return {
      fingerprint,
      decision: this.#decision,
      isReturn: this.#isReturn,
      ancestors: this.#versions.slice(0, at).map((model) => model.fingerprint),
    }
  }

  async version(_: string, version: string): Promise<Model> {
    const found = this.#versions.find(({ fingerprint }) => fingerprint.startsWith(version))
    if (found !== undefined) return found
    throw new TickwiseError('MODEL_NOT_FOUND', {
      expected: 'one of the versions',
      received: version,
      action: 'Give all versions that a history names.',
    })
  }

  /** The next version; again the first after the last. */
  promote(): void {
    this.#champions.push((this.#champions.at(-1)! + 1) % this.#versions.length)
    this.#decision++
    this.#isReturn = false
  }

  /** False where there is nothing to go back to. */
  rollBack(): boolean {
    if (this.#champions.length === 1) return false
    this.#champions.pop()
    this.#decision++
    this.#isReturn = true
    return true
  }
}
