import type { TrainingSequence } from '../../training/training-sequence.ts'
import { ticksBefore, type TrainingWindow } from '../window/training-window.ts'
import { windowTargets, type ForecastHead } from './window-targets.ts'

export interface WindowSplit {
  /** Place, among the ticks of all keys, of the first tick that is held out. */
  readonly heldOutFrom: number
  readonly sequences: readonly (TrainingSequence & { readonly validationFrom: number })[]
}

/**
 * Training, validation, held-out: each is newer than the one before, and nothing is learned from a value that lies in a
 * later one.
 *
 * @param heldOut the newest part of all ticks, in 0..1
 * @param validation the newest part of each key's other ticks, in 0..1
 */
export function splitWindow(
  window: TrainingWindow,
  head: ForecastHead,
  { heldOut, validation }: { readonly heldOut: number; readonly validation: number },
): WindowSplit {
  const heldOutFrom = window.ticks - Math.floor(window.ticks * heldOut)
  const sequences = window.keys.flatMap((key) => {
    const ticks = ticksBefore(key, heldOutFrom)
    if (ticks === 0) return []
    const validationFrom = ticks - Math.floor(ticks * validation)
    const targets = new Float32Array(ticks * head.horizons.length)
    targets.set(windowTargets(key, head, { from: 0, to: validationFrom, end: validationFrom }))
    const rest = windowTargets(key, head, { from: validationFrom, to: ticks, end: ticks })
    targets.set(rest, validationFrom * head.horizons.length)
    return [{ inputs: key.inputs.slice(0, ticks * window.inputSize), targets, validationFrom }]
  })
  return { heldOutFrom, sequences }
}
