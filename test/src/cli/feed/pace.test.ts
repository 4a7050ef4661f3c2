import { expect, it } from 'vitest'
import { Pacer, type Clock, type Pace } from '../../../../src/cli/feed/pace.ts'
import type { Tick } from '../../../../src/stream/tick.ts'

const toTicks = (times: readonly (number | undefined)[]): Tick[] =>
  times.map((eventTime, offset) => ({ topic: 't', partition: 0, offset, key: 'k', eventTime, value: offset }))

/** What was sent when, on a clock that moves only while somebody sleeps. */
async function release(pace: Pace, batches: readonly (readonly (number | undefined)[])[], abortAt = Infinity) {
  let time = 0
  const stop = new AbortController()
  const clock: Clock = {
    now: () => time,
    sleep: (ms) => {
      time = Math.min(time + ms, abortAt)
      if (time === abortAt) stop.abort()
      return Promise.resolve()
    },
  }
  const pacer = new Pacer(pace, clock, stop.signal)
  const sent: [at: number, count: number][] = []
  for (const times of batches) {
    await pacer.release(toTicks(times), (due) => {
      sent.push([time, due.length])
      return Promise.resolve()
    })
  }
  return sent
}

it('sends all at once at full speed', async () => {
  expect(await release({ kind: 'max' }, [[0, 5000, undefined], [9]])).toEqual([
    [0, 3],
    [0, 1],
  ])
})

it('keeps the distances in time, divided by the factor, across batches', async () => {
  const times = [
    [1000, 1000, 3000],
    [3000, 6000],
  ]
  expect(await release({ kind: 'factor', factor: 10 }, times)).toEqual([
    [0, 2],
    [200, 1],
    [200, 1],
    [500, 1],
  ])
})

it('sends a tick that is older than the one before it at once, and the order stays', async () => {
  expect(await release({ kind: 'factor', factor: 1 }, [[0, 100, 50, 200]])).toEqual([
    [0, 1],
    [100, 2],
    [200, 1],
  ])
})

it('waits through times that no timer holds', async () => {
  const year = 365 * 86_400_000
  expect(await release({ kind: 'factor', factor: 1 }, [[0, year]])).toEqual([
    [0, 1],
    [year, 1],
  ])
})

it('sends so many a second, whatever their times', async () => {
  expect(await release({ kind: 'rate', perSecond: 4 }, [[9, undefined], [9]])).toEqual([
    [0, 1],
    [250, 1],
    [500, 1],
  ])
})

it('stops when it is told to, also in the middle of a wait', async () => {
  expect(await release({ kind: 'factor', factor: 1 }, [[0, 1000, 2000]], 1500)).toEqual([
    [0, 1],
    [1000, 1],
  ])
})

it('says what to do where times are missing that set the pace', async () => {
  await expect(release({ kind: 'factor', factor: 1 }, [[0, undefined]])).rejects.toMatchObject({
    code: 'INPUT_INVALID',
    action: expect.stringContaining('--time'),
  })
})
