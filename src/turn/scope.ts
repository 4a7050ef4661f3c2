import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import type { Section } from '../state/section.ts'
import type { ModelSlot } from './model-slot.ts'
import type { Turn } from './current-turn.ts'
import { Stage, type KeyedOperator } from './stage.ts'

/** Finds models that a chain names; throws `ModelNeeded` for one that has to be loaded first. */
export type FindModel = (name: string) => Model

/** Finds models that may be swapped; undefined where those of this chain can't be. */
export type FindSlot = (name: string) => ModelSlot | undefined

/** The keyed operators of one subscribed chain: their sections in the key record, and the order they are flushed in. */
export class Scope {
  readonly sections: Section<unknown>[] = []
  readonly findModel: FindModel
  readonly findSlot: FindSlot
  /** Ticks have offsets, and models come from the pipeline's source of models. */
  readonly isPipeline: boolean
  /** An operator of the chain says itself which ticks come too late. */
  judgesLateness = false
  readonly #stages: Stage<never, never, never>[] = []
  #sealed = false

  constructor(findModel: FindModel = noModels, findSlot: FindSlot = () => undefined) {
    this.findModel = findModel
    this.findSlot = findSlot
    this.isPipeline = findModel !== noModels
  }

  register<T, S, R>(operator: KeyedOperator<T, S, R>, emit: (output: R) => void): Stage<T, S, R> {
    if (this.#sealed) throw subscribedLate()
    const slot = this.sections.length
    const same =
      this.#stages.length === 0 ? 0 : this.sections.filter(({ id }) => id.replace(/-\d+$/, '') === operator.name).length
    const section = operator.section(same === 0 ? operator.name : `${operator.name}-${same + 1}`)
    const stage = new Stage(operator, slot, emit)
    this.sections.push(section)
    if (operator.judgesLateness === true) this.judgesLateness = true
    this.#stages.push(stage as unknown as Stage<never, never, never>)
    return stage
  }

  /** After the chain is subscribed: nothing more may join, so that every key record has the same sections. */
  seal(): void {
    this.#sealed = true
  }

  /**
   * Steps every operator that holds inputs, upstream first. A chain subscribes from its end to its start, so the
   * operator registered last stands closest to the source; after each step we look from there again.
   */
  flush(turn: Turn): void {
    const stages = this.#stages
    for (let i = stages.length - 1; i >= 0;) {
      if (stages[i]!.pending) {
        stages[i]!.flush(turn)
        i = stages.length - 1
      } else i--
    }
  }

  close(): void {
    for (const stage of this.#stages) stage.close()
  }
}

let ambient: Scope | undefined

/** The scope a chain is being subscribed in; undefined on a plain Observable. */
export function ambientScope(): Scope | undefined {
  return ambient
}

export function withScope<R>(scope: Scope, body: () => R): R {
  const before = ambient
  ambient = scope
  try {
    return body()
  } finally {
    ambient = before
  }
}

function noModels(name: string): never {
  throw new TickwiseError('MODEL_NOT_FOUND', {
    expected: 'a model',
    received: `the name "${name}" outside of a pipeline`,
    action: 'Names are looked up by a pipeline; elsewhere pass the model itself: forecast(await loadModel(path)).',
  })
}

export function subscribedLate(): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'every keyed operator to be subscribed when the pipeline starts',
    received: 'one that is subscribed while ticks flow (inside mergeMap, switchMap or groupBy)',
    action: 'State is kept per key already: put the operator into the chain itself.',
  })
}
