import { TickwiseError } from '../../errors.ts'
import { log } from '../../numeric/log.ts'
import { halfLifeDecay } from '../features/half-life-decay.ts'
import { createCandidate } from './candidate.ts'
import { isFed, seasonalInputSize, seasonalLags, type SeasonalInput } from './seasonal-input.ts'
import { SeasonalHistory } from './seasonal-history.ts'

/** Inputs are clipped to this size. */
const clip = 6
/** Ticks before this one from which on level and scale are trusted. */
const warmUpTicks = 10
const largest = 1e300
const leastScale = 1e-6

/** What the forecasts of a tick are measured in, and the candidates they are mixed from. */
export interface SeasonalMoment {
  /** The tick's value. */
  readonly last: number
  /** Mean of the window, in the unit of the input. */
  readonly level: number
  /** Mean distance from the level; 0 before the second tick. */
  readonly scale: number
  /** No forecast is less: half of the key's smallest value, where logarithms are taken. */
  readonly floor: number
  /** [candidates][ahead], in units of (value - level) / scale. */
  readonly candidates: Float64Array
}

/** Level, scale, seasons and simple forecasts of a key, causally. Holds no key's state: the caller does. */
export interface SeasonalExtractor {
  readonly size: number
  readonly stateSize: number
  /** [candidates][ahead] */
  readonly candidatesSize: number
  create(): Float64Array
  /**
   * Absorbs the tick, then writes its inputs to `out[outOffset ...]` and its candidates to `candidates`, which the
   * result holds on to. Throws `TICK_INVALID`, with nothing changed, for a value that can't be taken.
   */
  update(
    state: Float64Array,
    value: number,
    out: Float32Array,
    outOffset: number,
    candidates: Float64Array,
  ): SeasonalMoment & { readonly ready: boolean }
}

/**
 * State: [ticks, smallest value, [sum, weight] of each lag's absolute difference, history, candidates...]. A candidate
 * whose history is too short says the value of now.
 */
export function createSeasonalExtractor(input: SeasonalInput): SeasonalExtractor {
  const { unit, window, recent, ahead } = input
  const logarithmic = unit === 'log-return'
  const lags = seasonalLags(input)
  const decay = halfLifeDecay(window / 2)
  const history = new SeasonalHistory(2 + 2 * lags.length, historyLength(input))
  let stateSize = 2 + 2 * lags.length + history.length
  const candidates = input.candidates.map((spec) => {
    const candidate = createCandidate(spec, history, stateSize)
    stateSize += candidate.stateSize
    return { ...candidate, fed: isFed(spec) }
  })
  const size = seasonalInputSize(input)

  return {
    size,
    stateSize,
    candidatesSize: candidates.length * ahead,
    create: () => new Float64Array(stateSize),
    update(state, value, out, outOffset, forecasts) {
      checkValue(value, logarithmic)
      const count = state[0]!
      const x = logarithmic ? log(value) : value
      const smallest = count === 0 ? value : Math.min(value, state[1]!)
      history.add(state, count, x)
      for (const candidate of candidates) candidate.absorb(state, x)
      state[0] = count + 1
      state[1] = smallest
      const { level, scale } = history.spread(window, leastScale)
      const unitScale = scale === 0 ? 1 : scale

      let at = outOffset
      const put = (number: number) => {
        out[at++] = Math.min(clip, Math.max(-clip, number))
      }
      put((x - level) / unitScale)
      lags.forEach((lag, n) => {
        const known = count >= lag
        const difference = known ? x - history.past(lag) : 0
        const sum = 2 + 2 * n
        if (known) {
          state[sum] = decay * state[sum]! + (1 - decay) * Math.abs(difference)
          state[sum + 1] = decay * state[sum + 1]! + (1 - decay)
        }
        const usual = state[sum + 1] === 0 ? 0 : state[sum]! / state[sum + 1]!
        put(difference / unitScale)
        put(usual === 0 ? 0 : log(usual / unitScale))
      })
      put(level === 0 || scale === 0 ? 0 : log(scale / Math.abs(level)))
      candidates.forEach((candidate, n) => {
        const moved = candidate.forecast(state, x, level, unitScale, forecasts, n * ahead, ahead)
        if (moved !== undefined) put(moved / unitScale)
      })
      for (let lag = recent - 1; lag >= 0; lag--) put(lag > count ? 0 : (history.past(lag) - level) / unitScale)
      let first = -1
      candidates.forEach(({ fed }, n) => {
        if (!fed) return
        // The later ones as what they say otherwise than the first, which is less to learn.
        for (let h = 0; h < ahead; h++) {
          put(forecasts[n * ahead + h]! - (first < 0 ? 0 : forecasts[first * ahead + h]!))
        }
        if (first < 0) first = n
      })
      const floor = logarithmic ? smallest / 2 : -Infinity
      return { last: value, level, scale, floor, candidates: forecasts, ready: count >= warmUpTicks && scale > 0 }
    },
  }
}

/** Ticks that have to be remembered. */
function historyLength({ window, recent, candidates }: SeasonalInput): number {
  const reach = candidates.map((candidate) => {
    if (candidate.kind === 'lag') return candidate.lag + (candidate.shift ?? 1)
    return candidate.kind === 'drift' ? candidate.window + 1 : 1
  })
  return Math.max(window, recent, ...reach)
}

function checkValue(value: number, positive: boolean): void {
  if (Math.abs(value) <= largest && (!positive || value > 0)) return
  throw new TickwiseError('TICK_INVALID', {
    expected: positive ? 'a positive, finite value' : 'a finite value',
    received: `${value}`,
    action: positive ? 'Use the unit difference where values may be zero or negative.' : 'Correct the source.',
  })
}
