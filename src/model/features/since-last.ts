import { TickwiseError } from '../../errors.ts'
import { log } from '../../numeric/log.ts'
import type { Feature, FeatureOf, TickExtras } from './feature.ts'
import { halfLifeDecay } from './half-life-decay.ts'

const decay = halfLifeDecay(50)
/** A shorter time than this share of the usual counts as no time at all. */
const leastRatio = 1e-3

/** Logarithm of the time since the key's tick before, over the exponentially weighted mean of the times before that. */
export const timeSince: FeatureOf<'time-since'> = () => sinceLast((ratio) => log(Math.max(leastRatio, ratio)))

/** 1 where so much time has passed that ticks must be missing. */
export const gap: FeatureOf<'gap'> = ({ over }) => sinceLast((ratio) => (ratio > over ? 1 : 0))

/** State: [ticks, time of the last one, sum, weight]. Gives 0 until some time has been usual. */
function sinceLast(of: (ratio: number) => number): Feature {
  return {
    lag: 0,
    warmUpTicks: 2,
    needsNoScale: true,
    needsTime: true,
    stateSize: 4,
    update({ extras }, state, at) {
      const time = timeOf(extras)
      const ticks = state[at]!
      const passed = Math.max(0, time - state[at + 1]!)
      const weight = state[at + 3]!
      const usual = weight === 0 ? 0 : state[at + 2]! / weight
      state[at] = ticks + 1
      state[at + 1] = time
      if (ticks === 0) return 0
      state[at + 2] = decay * state[at + 2]! + (1 - decay) * passed
      state[at + 3] = decay * weight + (1 - decay)
      return usual === 0 ? 0 : of(passed / usual)
    },
  }
}

/** Throws `TICK_INVALID` for a tick without an event time. */
export function timeOf({ time }: TickExtras): number {
  if (time !== undefined && Number.isFinite(time)) return time
  throw new TickwiseError('TICK_INVALID', {
    expected: 'an event time, which a feature of the model looks at',
    received: 'none',
    action: 'Name the time column, or say where it is: { time: t => t.time }.',
  })
}
