import { describe, expect, it } from 'vitest'
import { createFeatureExtractor } from '../../../../src/model/features/feature-extractor.ts'
import { featureSchema } from '../../../../src/model/spec.ts'

const hour = 3_600_000

function calendar(spec: object, times: readonly number[]): number[] {
  const extractor = createFeatureExtractor([featureSchema.parse({ kind: 'calendar', ...spec })])
  const state = extractor.create()
  return times.map((time) => {
    const out = new Float32Array(1)
    extractor.update(state, 1, out, 0, { time })
    return out[0]!
  })
}

/** What the engine's own tables say; only tests may ask them. */
function localHours(zone: string, time: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: 'numeric',
    minute: 'numeric',
    hourCycle: 'h23',
  })
  const parts = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]))
  return parts['hour']! + parts['minute']! / 60
}

describe('calendar', () => {
  it.each(['Europe/Zurich', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'])(
    'follows the clocks of %s over the changes of a year, hour by hour',
    (zone) => {
      const times = Array.from({ length: 366 * 24 }, (_, n) => Date.UTC(2024, 0, 1) + n * hour)
      const sine = calendar({ cycle: 'day', wave: 'sin', zone }, times)
      const cosine = calendar({ cycle: 'day', wave: 'cos', zone }, times)
      times.forEach((time, n) => {
        const angle = (2 * Math.PI * localHours(zone, time)) / 24
        if (Math.abs(sine[n]! - Math.sin(angle)) > 1e-6 || Math.abs(cosine[n]! - Math.cos(angle)) > 1e-6) {
          expect([new Date(time).toISOString(), sine[n], cosine[n]]).toEqual([zone, Math.sin(angle), Math.cos(angle)])
        }
      })
    },
  )

  it('says the same of nine in the morning before and after the clocks change, unlike a fixed offset', () => {
    const saturday = Date.UTC(2024, 2, 30, 8)
    const sunday = Date.UTC(2024, 2, 31, 7)
    const [before, after] = calendar({ cycle: 'day', wave: 'cos', zone: 'Europe/Zurich' }, [saturday, sunday])
    expect(after).toBe(before)
    const [fixed, later] = calendar({ cycle: 'day', wave: 'cos', zone: '+01:00' }, [saturday, sunday])
    expect(later).not.toBe(fixed)
  })

  it('begins weeks on Monday and years in January, local time', () => {
    const monday = Date.UTC(2024, 6, 1) - 2 * hour
    const week = { cycle: 'week', zone: 'Europe/Zurich' }
    expect(calendar({ ...week, wave: 'cos' }, [monday])).toEqual([1])
    expect(calendar({ ...week, wave: 'sin' }, [monday])).toEqual([0])
    expect(calendar({ cycle: 'year', wave: 'cos', zone: '-05:00' }, [Date.UTC(2025, 0, 1, 5)])).toEqual([1])
    const halfDay = calendar({ cycle: 'day', wave: 'cos', harmonic: 2, zone: 'UTC' }, [0, 12 * hour, 6 * hour])
    expect(halfDay).toEqual([1, 1, -1])
  })

  it('names a zone that nobody knows', () => {
    expect(() => calendar({ cycle: 'day', wave: 'sin', zone: 'Europe/Zürich' }, [])).toThrow('Europe/Zurich')
  })
})
