import { Instant, LocalDateTime, ZoneId, ZoneOffset } from '@js-joda/core'
import '@js-joda/timezone'
import { expect, it } from 'vitest'
import { loadNamedZone } from '../../../src/stream/named-zone.ts'
import { createTimeParser } from '../../../src/stream/time-format.ts'

const hour = 3_600_000
const names = ZoneId.getAvailableZoneIds()

/** The slow and obvious way: every offset that js-joda thinks possible, the earlier one first. */
function reference(name: string, localMs: number): number {
  const local = LocalDateTime.ofInstant(Instant.ofEpochMilli(localMs), ZoneOffset.UTC)
  const [offset] = ZoneId.of(name).rules().validOffsets(local)
  return offset === undefined ? NaN : localMs - offset.totalSeconds() * 1000
}

it('agrees with js-joda on every zone, all over time', async () => {
  let gaps = 0
  // The stride is no whole number of hours, so that it lands on another hour and minute each time.
  for (const [index, name] of names.entries()) {
    const zone = await loadNamedZone(name)
    for (let ms = Date.UTC(1890, 0, 1) + index * 37 * 60_000; ms < Date.UTC(2045, 0, 1); ms += 3989.3 * hour) {
      const localMs = Math.floor(ms)
      const utc = zone.toUtc(localMs, false)
      if (Number.isNaN(utc)) gaps++
      if (!Object.is(utc, reference(name, localMs))) expect(`${name} ${localMs} ${utc}`).toBe(reference(name, localMs))
    }
  }
  expect(names.length).toBeGreaterThan(500)
  expect(gaps).toBeGreaterThan(3)
}, 60_000)

it('agrees with js-joda to the millisecond at both ends of a change, whatever was asked before', async () => {
  const zone = await loadNamedZone('America/St_Johns') // its clocks changed at one minute past midnight
  for (const change of [Date.UTC(2010, 2, 14), Date.UTC(2010, 10, 7)]) {
    const edges = [-hour, 0, 60_000, hour, hour + 60_000, 2 * hour].flatMap((ms) => [ms - 1, ms, ms + 1])
    for (const edge of [...edges, ...edges.toReversed()]) {
      expect(zone.toUtc(change + edge, false)).toBe(reference('America/St_Johns', change + edge))
    }
  }
})

it('reads the same times in any order', async () => {
  const time = createTimeParser({ zone: 'Europe/Zurich' })
  await time.load()
  const texts = Array.from({ length: 2000 }, (_, n) => new Date(n * 7919 * hour - 1e12).toISOString().slice(0, 19))
  const rising = texts.map((text) => time.parse(text))
  expect(
    texts
      .toReversed()
      .map((text) => time.parse(text))
      .reverse(),
  ).toEqual(rising)
})
