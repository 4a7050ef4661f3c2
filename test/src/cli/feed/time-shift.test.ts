import { expect, it } from 'vitest'
import { TimeShift } from '../../../../src/cli/feed/time-shift.ts'
import type { Tick } from '../../../../src/stream/tick.ts'

const toTicks = (times: readonly (number | undefined)[]): Tick[] =>
  times.map((eventTime, offset) => ({ topic: 't', partition: 0, offset, key: 'k', eventTime, value: 0 }))

it('lets the times of each round go on after those of the round before, with the same distances', () => {
  const shift = new TimeShift()
  const round = () => {
    const times = [[100, 200], [400]].flatMap((batch) => shift.apply(toTicks(batch)).map((tick) => tick.eventTime))
    shift.endRound()
    return times
  }
  expect(round()).toEqual([100, 200, 400])
  expect(round()).toEqual([550, 650, 850])
  expect(round()).toEqual([1000, 1100, 1300])
})

it('leaves alone what has no time', () => {
  const shift = new TimeShift()
  shift.apply(toTicks([undefined]))
  shift.endRound()
  expect(shift.apply(toTicks([undefined]))[0]?.eventTime).toBeUndefined()
})
