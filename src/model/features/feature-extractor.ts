import { TickwiseError } from '../../errors.ts'
import type { FeatureSpec } from '../spec.ts'
import { ChangeTrack } from './change-track.ts'
import { changeUnit } from './change-unit.ts'
import type { ChangeUnit } from './feature.ts'
import { createFeature } from './features.ts'

/** Features are clipped to this size, so that one wild tick can't flood a state. */
const clip = 8
/** Larger values are refused, so that no difference of two can overflow. */
const largest = 1e300
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
  /** The state of a key without ticks. */
  create(): Float64Array
  /**
   * Writes the features of the next tick to `out[outOffset ...]`, then absorbs the tick; they are 0 while the history
   * is too short. Returns whether all of them and the scale they are in can be trusted. Throws `TICK_INVALID`, with
   * nothing changed, for a value that is not finite (or above 1e300), or not positive where logarithms are taken.
   */
  update(state: Float64Array, value: number, out: Float32Array, outOffset: number): boolean
  /** The last value; NaN before the first. */
  level(state: Float64Array): number
  /**
   * Size of a one-tick change as of the last tick absorbed; 0 before the first change. A forecast made at a tick is in
   * units of the scale *before* that tick's update, like its features.
   */
  scale(state: Float64Array): number
}

/**
 * State: [ticks, last value, tracks..., features...]. Each feature is divided by the scale of the ticks before it,
 * and clipped to -8..8.
 */
export function createFeatureExtractor(specs: readonly FeatureSpec[]): FeatureExtractor {
  const unit = changeUnit(specs)
  const features = specs.map((spec) => createFeature(spec))
  let stateSize = 2
  const tracks = new Map<ChangeUnit, ChangeTrack>()
  for (const of of new Set([unit, ...features.map((feature) => feature.unit ?? unit)])) {
    const lags = features.map((feature) => ((feature.unit ?? unit) === of ? feature.lag : 0))
    const track = new ChangeTrack(of, stateSize, Math.max(1, ...lags))
    tracks.set(of, track)
    stateSize += track.stateSize
  }
  const bound = features.map((feature) => {
    const at = stateSize
    stateSize += feature.stateSize
    return { feature, at, track: tracks.get(feature.unit ?? unit)! }
  })
  const all = [...tracks.values()]
  const scaleTrack = tracks.get(unit)!
  const positive = tracks.has('log-return')
  const warmUpTicks = Math.max(scaleWarmUpTicks, ...features.map((feature) => feature.warmUpTicks))

  return {
    size: specs.length,
    stateSize,
    unit,
    create: () => new Float64Array(stateSize),
    update(state, value, out, outOffset) {
      checkValue(value, positive)
      const count = state[0]!
      for (const track of all) track.begin(state, count, value)
      for (let i = 0; i < bound.length; i++) {
        const { feature, at, track } = bound[i]!
        const raw = feature.update(track, state, at)
        const usable = count >= feature.warmUpTicks && track.scale > 0
        out[outOffset + i] = usable ? Math.min(clip, Math.max(-clip, raw)) : 0
      }
      for (const track of all) track.end()
      state[0] = count + 1
      state[1] = value
      return count > warmUpTicks
    },
    level: (state) => (state[0] === 0 ? NaN : state[1]!),
    scale: (state) => scaleTrack.scaleOf(state, state[1]!),
  }
}

function checkValue(value: number, positive: boolean): void {
  if (Math.abs(value) <= largest && (!positive || value > 0)) return
  throw new TickwiseError('TICK_INVALID', {
    expected: positive ? 'a positive, finite value' : 'a finite value',
    received: `${value}`,
    action: positive ? 'Use difference features where values may be zero or negative.' : 'Correct the source.',
  })
}
