import { Observable, type OperatorFunction } from 'rxjs'
import { TickwiseError } from '../../src/errors.ts'
import type { Model } from '../../src/model/model.ts'
import { toVersion, type SwapPolicy } from '../../src/state/model-history.ts'
import { checkSuccessor } from '../../src/turn/check-successor.ts'
import type { ModelSlot, Serving } from '../../src/turn/model-slot.ts'
import { ambientScope } from '../../src/turn/scope.ts'

/** A model whose place others take while the stream runs; made by `swapOn`. */
export interface SwappedModel {
  readonly first: Model
  readonly next: Observable<Model>
  readonly policy: SwapPolicy
  readonly warmUpTicks: number
}

export function isSwapped(of: unknown): of is SwappedModel {
  return typeof of === 'object' && of !== null && 'first' in of && 'next' in of
}

/** Serves by the model that came last. */
class ObservedSlot implements ModelSlot {
  readonly name: string
  readonly first: Model
  readonly warmUpTicks: number
  #serving: Serving

  constructor({ first, policy, warmUpTicks }: SwappedModel) {
    this.name = first.spec.name
    this.first = first
    this.warmUpTicks = warmUpTicks
    this.#serving = { model: first, version: toVersion(first.fingerprint), policy }
  }

  /** From the next tick on. Throws `MODEL_INVALID`. */
  take(model: Model): void {
    const { model: before, policy } = this.#serving
    // Whoever hands models over knows where they come from: the shape is all that can be looked at.
    checkSuccessor(this.name, before, model, { policy, ancestors: [before.fingerprint] })
    this.#serving = { model, version: toVersion(model.fingerprint), policy }
  }

  serving(): Serving {
    return this.#serving
  }
}

/** Subscribes to the models as long as the chain is subscribed; what they fail with ends it. */
export function withSlot<T, R>(
  of: SwappedModel,
  chain: (slot: ModelSlot) => OperatorFunction<T, R>,
): OperatorFunction<T, R> {
  return (source) =>
    new Observable<R>((subscriber) => {
      if (ambientScope()?.isPipeline === true) throw inPipeline()
      const slot = new ObservedSlot(of)
      const models = of.next.subscribe({
        next(model) {
          try {
            slot.take(model)
          } catch (error) {
            subscriber.error(error)
          }
        },
        error: (error: unknown) => subscriber.error(error),
      })
      const inner = source.pipe(chain(slot)).subscribe(subscriber)
      return () => {
        models.unsubscribe()
        inner.unsubscribe()
      }
    })
}

function inPipeline(): TickwiseError {
  return new TickwiseError('CHAIN_INVALID', {
    expected: 'a model by name, whose swaps have offsets',
    received: 'swapOn() inside a pipeline, where a replay would not know when its models came',
    action: 'Name the model and give the pipeline `models: fromRegistry(registry)`; promotions are then swaps.',
  })
}
