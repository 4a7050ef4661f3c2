import type { SeasonalHistory } from './seasonal-history.ts'
import type { CandidateSpec } from './seasonal-input.ts'

/** One simple forecast, with what it remembers in `state[at ...]`. */
export interface Candidate {
  readonly stateSize: number
  /** Learns from the tick that the history took in just now. */
  absorb(state: Float64Array, x: number): void
  /**
   * Writes the forecasts of 1 to `ahead` ticks, as (x - level) / scale, to `out[offset ...]`. Returns how far they
   * were moved, for a candidate that is shifted or drifts.
   */
  forecast(
    state: Float64Array,
    x: number,
    level: number,
    scale: number,
    out: Float64Array,
    offset: number,
    ahead: number,
  ): number | undefined
}

/** @param at index of its own state in the key's */
export function createCandidate(spec: CandidateSpec, history: SeasonalHistory, at: number): Candidate {
  if (spec.kind === 'lag') return lagged(spec, history)
  if (spec.kind === 'profile') return profiled(spec, history, at)
  return trend(spec.kind === 'drift' ? spec.window : 0, history)
}

function trend(window: number, history: SeasonalHistory): Candidate {
  return {
    stateSize: 0,
    absorb: () => {},
    forecast(_, x, level, scale, out, offset, ahead) {
      const ticks = Math.min(window, history.known - 1)
      const slope = ticks === 0 ? 0 : (x - history.past(ticks)) / ticks
      for (let h = 1; h <= ahead; h++) out[offset + h - 1] = (x + h * slope - level) / scale
      return window === 0 ? undefined : slope
    },
  }
}

function lagged({ lag, shift }: Extract<CandidateSpec, { kind: 'lag' }>, history: SeasonalHistory): Candidate {
  return {
    stateSize: 0,
    absorb: () => {},
    forecast(_, x, level, scale, out, offset, ahead) {
      const known = history.known > lag
      let moved = 0
      if (known && shift !== undefined) {
        const ticks = Math.min(shift, history.known - lag)
        for (let back = 0; back < ticks; back++) moved += history.past(back) - history.past(back + lag)
        moved /= ticks
      }
      for (let h = 1; h <= ahead; h++) {
        const back = lag - 1 - ((h - 1) % lag)
        out[offset + h - 1] = ((known ? history.past(back) + moved : x) - level) / scale
      }
      return shift === undefined ? undefined : moved
    },
  }
}

/** State: the profile's values, then a ring of the last `shift` distances from it. */
function profiled(
  { period, rate, shift }: Extract<CandidateSpec, { kind: 'profile' }>,
  history: SeasonalHistory,
  at: number,
): Candidate {
  const ring = at + period
  return {
    stateSize: period + (shift ?? 0),
    absorb(state, x) {
      const count = history.known - 1
      const slot = at + (count % period)
      if (count < period) state[slot] = x
      const distance = x - state[slot]!
      state[slot] = state[slot]! + rate * distance
      if (shift !== undefined) state[ring + (count % shift)] = distance
    },
    forecast(state, x, level, scale, out, offset, ahead) {
      const count = history.known - 1
      const known = history.known > period
      let moved = 0
      if (known && shift !== undefined) {
        const ticks = Math.min(shift, history.known - period)
        for (let back = 0; back < ticks; back++) moved += state[ring + ((count - back) % shift)]!
        moved /= ticks
      }
      for (let h = 1; h <= ahead; h++) {
        out[offset + h - 1] = ((known ? state[at + ((count + h) % period)]! + moved : x) - level) / scale
      }
      return shift === undefined ? undefined : moved
    },
  }
}
