import type { Observable } from 'rxjs'
import { TickwiseError } from '../src/errors.ts'
import type { Model } from '../src/model/model.ts'
import type { SwapPolicy } from '../src/state/model-history.ts'
import type { SwappedModel } from './internals/with-slot.ts'

export type { SwappedModel } from './internals/with-slot.ts'

export interface SwapOnOptions {
  /** What becomes of a key's hidden state at its first tick under another model. Default `warm-up`. */
  readonly policy?: Exclude<SwapPolicy, 'dual-run'>
  /** Inputs kept a key, from which `warm-up` makes a state. Default 64. */
  readonly warmUpTicks?: number
}

/**
 * A model that others replace while the stream runs, to be given to `forecast` or `infer` on a plain Observable.
 *
 * 1. Each model that `models` emits serves from the next tick on. Scales and everything else that is kept per key go on.
 * 2. At its first tick under another model a key's hidden state is made anew from its last inputs (`warm-up`), taken over
 *    (`carry`, for models of one shape that were trained one from the other), or forgotten (`reset`).
 * 3. A model with another input or head, and an error of `models`, end the stream. Their completion does not.
 *
 * In a pipeline name the model instead: its swaps have offsets, so that a replay makes them where they were.
 *
 * @example prices$.pipe(forecast(swapOn(champion, promoted$), { key: t => t.symbol }))
 */
export function swapOn(
  first: Model,
  models: Observable<Model>,
  { policy = 'warm-up', warmUpTicks = 64 }: SwapOnOptions = {},
): SwappedModel {
  if ((policy as SwapPolicy) === 'dual-run') throw noDualRun()
  return { first, next: models, policy, warmUpTicks }
}

function noDualRun(): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: 'warm-up, carry or reset as the policy of swapOn()',
    received: 'dual-run, which begins and ends at offsets of a log',
    action: "Run a pipeline with `swap: 'dual-run'`, or compare two forecast() of your own before you emit the model.",
  })
}
