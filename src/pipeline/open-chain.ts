import type { Observable } from 'rxjs'
import { Chain } from '../../operators/internals/chain.ts'
import type { Model } from '../model/model.ts'
import type { OpenChain } from '../turn/turn-runner.ts'
import type { ModelSwaps } from './model-swaps.ts'
import type { ModelSource } from './spec.ts'

/** Thrown inside a chain that names a model not loaded yet; caught here, and nowhere else. */
class ModelNeeded extends Error {
  readonly model: string

  constructor(model: string) {
    super(`model ${model} has to be loaded first`)
    this.model = model
  }
}

/**
 * Loads every model that a chain names, by subscribing it until it asks for no other. Throws what the chain throws
 * when it is subscribed.
 */
export async function openChain<T, R>(
  operators: (ticks: Observable<T>) => Observable<R>,
  models: ModelSource,
  swaps?: ModelSwaps,
): Promise<OpenChain> {
  const loaded = new Map<string, Model>()
  const findModel = (name: string): Model => {
    const model = loaded.get(name)
    if (model === undefined) throw new ModelNeeded(name)
    return model
  }
  const findSlot = (name: string) => swaps && (findModel(name), swaps.slot(name))
  for (;;) {
    const trial = new Chain(operators, () => {}, findModel, findSlot)
    const error = trial.ended?.error
    trial.close()
    if (error === undefined) {
      swaps?.checkFollowed()
      return (emit) => new Chain(operators, emit, findModel, findSlot)
    }
    if (!(error instanceof ModelNeeded)) throw error
    loaded.set(error.model, await (swaps ?? models).load(error.model))
  }
}
