import { TickwiseError } from '../errors.ts'
import type { Model } from '../model/model.ts'
import { toVersion, type SwapPolicy } from '../state/model-history.ts'

/** Refuses, with `MODEL_INVALID`, a model that can't serve where `first` does. */
export function checkSameTask(name: string, first: Model, next: Model): void {
  for (const part of ['input', 'head'] as const) {
    const [expected, received] = [first, next].map(({ spec }) => JSON.stringify(spec[part]))
    if (expected === received) continue
    throw new TickwiseError('MODEL_INVALID', {
      expected: `a model for "${name}" with the ${part} ${expected}`,
      received: `${next.spec.name} (${toVersion(next.fingerprint)}) with ${received}`,
      action: 'A swap keeps what goes in and what comes out; run another pipeline, or `tickwise reset` this one.',
    })
  }
}

/** Refuses, with `MODEL_INVALID`, a model that can't take states over by the policy. */
export function checkSuccessor(
  name: string,
  before: Model,
  next: Model,
  { policy, ancestors = [] }: { readonly policy: SwapPolicy; readonly ancestors?: readonly string[] | undefined },
): void {
  checkSameTask(name, before, next)
  if (policy !== 'carry') return
  const isChild = ancestors.includes(before.fingerprint)
  if (isChild && JSON.stringify(before.spec.layers) === JSON.stringify(next.spec.layers)) return
  throw new TickwiseError('MODEL_INVALID', {
    expected: `a model whose training began from ${toVersion(before.fingerprint)}, of its shape, as its states are carried over`,
    received: `${toVersion(next.fingerprint)}, ${isChild ? 'of another shape' : 'not trained from it'}`,
    action: "Say swap: 'warm-up' or 'reset' in the pipeline, or train from the present champion.",
  })
}
