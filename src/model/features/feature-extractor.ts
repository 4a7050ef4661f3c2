import { noExtras } from './change-track.ts'
import { changeUnit } from './change-unit.ts'
import type { FeatureSpec } from './feature-spec.ts'
import type { ChangeUnit, TickExtras } from './feature.ts'
import { createFeature } from './features.ts'
import { timeOf } from './since-last.ts'
import { ValueColumn } from './value-column.ts'

/** Features are clipped to this size, so that one wild tick can't flood a state. */
const clip = 8
/** Changes seen before the scale is trusted. */
const scaleWarmUpTicks = 10

/** Makes a network's inputs from the values of a key, causally. Holds no key's state: the caller does. */
export interface FeatureExtractor {
  /** Features a tick. */
  readonly size: number
  /** Float64 numbers of state a key. */
  readonly stateSize: number
  /** What `scale` measures, and what a forecast from these features is in units of. */
  readonly unit: ChangeUnit
  /** The columns beside the value that features look at, and how far ahead. */
  readonly columns: readonly { readonly name: string; readonly ahead: number }[]
  /** Ticks need an event time. */
  readonly needsTime: boolean
  /** The state of a key without ticks. */
  create(): Float64Array
  /**
   * Writes the features of the next tick to `out[outOffset ...]`, then absorbs the tick; they are 0 while the history
   * is too short. Returns whether all of them and the scale they are in can be trusted. Throws `TICK_INVALID`, with
   * nothing changed, for a value that is not finite (or above 1e300), or not positive where logarithms are taken, and
   * for a tick without what a feature needs. A missing value is NaN: refused unless a `missing` feature marks it.
   */
  update(state: Float64Array, value: number, out: Float32Array, outOffset: number, extras?: TickExtras): boolean
  /** The last value known; NaN before the first. */
  level(state: Float64Array): number
  /**
   * Size of a one-tick change as of the last tick absorbed; 0 before the first change. A forecast made at a tick is in
   * units of the scale *before* that tick's update, like its features.
   */
  scale(state: Float64Array): number
}

/**
 * State: the value's column, then the others, then the features. Each feature is divided by the scale of the ticks
 * before it, and clipped to -8..8.
 */
export function createFeatureExtractor(specs: readonly FeatureSpec[]): FeatureExtractor {
  const unit = changeUnit(specs)
  const features = specs.map((spec) => createFeature(spec))
  const marked = specs.flatMap((spec) => (spec.kind === 'missing' ? [spec.column] : []))
  const named = new Set(features.map(({ column }) => column))
  named.delete(undefined)
  let stateSize = 0
  const columns = [undefined, ...named].map((name) => {
    const own = features.filter(({ column }) => column === name)
    const ownUnit = changeUnit(specs, name)
    const column = new ValueColumn({ name, unit: ownUnit, mayMiss: marked.includes(name) }, own, stateSize)
    stateSize += column.stateSize
    return column
  })
  const bound = features.map((feature) => {
    const at = stateSize
    stateSize += feature.stateSize
    const column = columns.find(({ name }) => name === feature.column)!
    return { feature, at, column, track: column.track(feature.unit) }
  })
  const target = columns[0]!
  const needsTime = features.some((feature) => feature.needsTime)
  const warmUpTicks = Math.max(
    scaleWarmUpTicks,
    ...features.map(({ column, warmUpTicks }) => (column === undefined ? warmUpTicks : 0)),
  )

  return {
    size: specs.length,
    stateSize,
    unit,
    columns: columnsOf(specs),
    needsTime,
    create: () => new Float64Array(stateSize),
    update(state, value, out, outOffset, extras = noExtras) {
      if (needsTime) timeOf(extras)
      for (const column of columns) column.check(value, extras)
      for (const column of columns) column.begin(state, extras)
      for (let i = 0; i < bound.length; i++) {
        const { feature, at, track, column } = bound[i]!
        const free = feature.needsNoScale === true
        const raw = free || column.started ? feature.update(track, state, at) : 0
        const usable = free || (track.count >= feature.warmUpTicks && track.scale > 0)
        out[outOffset + i] = usable ? Math.min(clip, Math.max(-clip, raw)) : 0
      }
      for (const column of columns) column.end(state)
      return target.ticks(state) > warmUpTicks + 1
    },
    level: (state) => target.level(state),
    scale: (state) => target.scale(state),
  }
}

/** Every column with the furthest that is looked ahead in it. */
function columnsOf(specs: readonly FeatureSpec[]): { name: string; ahead: number }[] {
  const furthest = new Map<string, number>()
  for (const spec of specs) {
    if (!('column' in spec) || spec.column === undefined) continue
    const ahead = spec.kind === 'known' ? spec.ahead : 0
    furthest.set(spec.column, Math.max(ahead, furthest.get(spec.column) ?? 0))
  }
  return [...furthest].map(([name, ahead]) => ({ name, ahead }))
}
