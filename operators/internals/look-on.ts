import type { Model } from '../../src/model/model.ts'
import { currentTick } from '../../src/turn/current-turn.ts'
import { stepWatch } from '../../src/turn/step-watch.ts'

/**
 * Shows timesteps that are about to be taken to whoever looks on. A key that ticks twice in the turn is left out: what its
 * second tick finds is not there yet. `of(i)` gives the model and the states of the i-th tick; undefined for none that
 * mean anything.
 */
export function lookOn(
  inputs: readonly ArrayLike<number>[],
  states: readonly object[],
  of: (i: number) => { readonly model: Model; readonly h: Float32Array } | undefined,
  failing: (i: number) => void,
): void {
  const watch = stepWatch()
  if (watch === undefined) return
  const times = new Map<object, number>()
  for (const state of states) times.set(state, (times.get(state) ?? 0) + 1)
  for (let i = 0; i < inputs.length; i++) {
    failing(i)
    const tick = currentTick()
    if (tick === undefined || times.get(states[i]!) !== 1 || !watch.wants(tick.key)) continue
    const step = of(i)
    if (step === undefined) continue
    watch.stepped({ tick, model: step.model, inputs: Float32Array.from(inputs[i]!), before: step.h.slice() })
  }
}
