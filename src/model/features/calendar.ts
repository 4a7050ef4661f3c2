import { cosPi } from '../../numeric/cos-pi.ts'
import { namedZone } from '../../stream/named-zone.ts'
import { fixedZone, zoneOffset } from '../../stream/zone.ts'
import type { FeatureOf } from './feature.ts'
import { timeOf } from './since-last.ts'

const day = 86_400_000
const week = 7 * day
/** 1970 began on a Thursday: the Monday before it. */
const monday = -3 * day

/**
 * Where local clocks stand in their day, week or year, as the sine or cosine of a circle: 9 o'clock is 9 o'clock in
 * summer and in winter. Throws `CONFIG_INVALID` for a zone that nobody knows.
 */
export const calendar: FeatureOf<'calendar'> = ({ cycle, wave, harmonic, zone: name }) => {
  const offset = zoneOffset(name)
  const zone = Number.isNaN(offset) ? namedZone(name) : fixedZone(offset)
  const quarter = wave === 'sin' ? 0.5 : 0
  return {
    lag: 0,
    warmUpTicks: 0,
    needsNoScale: true,
    needsTime: true,
    stateSize: 0,
    update({ extras }) {
      const place = placeIn(cycle, zone.toLocal(timeOf(extras))) * harmonic
      const angle = Math.abs(2 * (place - Math.floor(place)) - quarter)
      return cosPi(angle > 1 ? 2 - angle : angle)
    },
  }
}

/** 0 at the beginning, below 1 at the end. */
function placeIn(cycle: 'day' | 'week' | 'year', localMs: number): number {
  if (cycle === 'year') {
    const year = new Date(localMs).getUTCFullYear()
    const start = Date.UTC(year, 0, 1)
    return (localMs - start) / (Date.UTC(year + 1, 0, 1) - start)
  }
  const [from, length] = cycle === 'day' ? [0, day] : [monday, week]
  const turns = (localMs - from) / length
  return turns - Math.floor(turns)
}
