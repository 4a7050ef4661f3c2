import type { Model } from '../model/model.ts'
import type { Tick } from '../stream/tick.ts'

/** One timestep of a network: what went in, and the hidden states before it. Copies. */
export interface WatchedStep {
  readonly tick: Tick
  readonly model: Model
  readonly inputs: Float32Array
  readonly before: Float32Array
}

/** Somebody who looks on while networks step. Changes nothing: only reads, and only of the keys that it wants. */
export interface StepWatch {
  wants(key: string): boolean
  stepped(step: WatchedStep): void
}

let watch: StepWatch | undefined

/** One for the whole thread, as a page shows one run; undefined ends it. */
export function watchSteps(next: StepWatch | undefined): void {
  watch = next
}

/** Of this moment; undefined where nobody looks on, which is the rule. */
export function stepWatch(): StepWatch | undefined {
  return watch
}
