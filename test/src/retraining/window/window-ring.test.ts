import { describe, expect, it } from 'vitest'
import { createRandom } from '../../../../src/numeric/random.ts'
import { WindowRing, type TickPlace } from '../../../../src/retraining/window/window-ring.ts'

/** Partitions of unequal length, over the same time. */
const partitions = [400, 100, 37].map((count, partition) =>
  Array.from({ length: count }, (_, offset): TickPlace => {
    const eventTime = Math.floor((1000 * offset) / count)
    return { topic: 't', partition, offset, eventTime, key: `${partition}-${offset % 3}` }
  }),
)
const numbers = ({ partition, offset }: TickPlace) => {
  return { inputs: Float32Array.of(partition, offset), level: offset, scale: 1 + partition, ready: offset % 2 === 0 }
}

/** The same ticks, mixed in another way: 0 for one partition after the other. */
function read(seed: number, capacity: number): WindowRing {
  const ring = new WindowRing(capacity, 2)
  const random = createRandom(seed)
  const left = partitions.map((ticks) => [...ticks])
  while (left.some(({ length }) => length > 0)) {
    const waiting = left.filter(({ length }) => length > 0)
    const place = (seed === 0 ? waiting[0]! : waiting[random.integer(waiting.length)]!).shift()!
    ring.add(place, numbers(place))
  }
  return ring
}

describe('the newest ticks of several partitions', () => {
  it('are the newest by time, however the partitions were mixed', () => {
    const newest = partitions
      .flat()
      .sort((a, b) => a.eventTime! - b.eventTime! || a.offset - b.offset || a.partition - b.partition)
    for (const capacity of [10, 100, 1000]) {
      const wanted = newest.slice(-capacity)
      for (const seed of [0, 1, 2]) {
        const { keys, ticks } = read(seed, capacity).window()
        const found: string[] = []
        for (const { key, levels, order } of keys) order.forEach((at, i) => (found[at] = `${key} ${levels[i]}`))
        expect(found, `${capacity} ${seed}`).toEqual(wanted.map(({ key, offset }) => `${key} ${offset}`))
        expect(ticks).toBe(wanted.length)
      }
      expect(read(1, capacity).window()).toEqual(read(0, capacity).window())
    }
  })

  it('keep what belongs to them', () => {
    for (const { key, inputs, levels, scales, flags } of read(3, 200).window().keys) {
      const partition = Number(key[0])
      levels.forEach((offset, i) => {
        expect([...inputs.subarray(2 * i, 2 * i + 2)]).toEqual([partition, offset])
        expect(scales[i]).toBe(1 + partition)
        expect(flags[i]).toBe(offset % 2 === 0 ? 1 : 0)
      })
    }
  })

  it('begin at an offset in each partition', () => {
    const ring = read(4, 100)
    const first = Object.fromEntries(ring.firstOffsets())
    const kept = ring.window().keys.flatMap(({ key, levels }) => [...levels].map((offset) => [key[0], offset] as const))
    for (const partition of ['0', '1', '2']) {
      const offsets = kept.flatMap(([of, offset]) => (of === partition ? [offset] : []))
      expect(first[`t/${partition}`]).toBe(Math.min(...offsets))
    }
  })

  it('without event times go by their offsets, in the order they came', () => {
    const ring = new WindowRing(5, 2)
    for (let offset = 0; offset < 300; offset++) {
      const place: TickPlace = { topic: 't', partition: 0, offset, eventTime: undefined, key: 'a' }
      ring.add(place, numbers(place))
    }
    expect([...ring.window().keys[0]!.levels]).toEqual([295, 296, 297, 298, 299])
  })
})
