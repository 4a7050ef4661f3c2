import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RecentRecords } from '../../../operators/internals/recent-records.ts'

const create = (key: string) => ({ key, offset: -1, eventTime: undefined, ticks: 0, states: [] })

test('forgets the key that was not asked for the longest, and no other', () => {
  const asked = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 })
  fc.assert(
    fc.property(asked, fc.integer({ min: 1, max: 8 }), (numbers, most) => {
      const records = new RecentRecords(most, create)
      // A map keeps the order of insertion, which makes it an obvious list of what was used last.
      const expected = new Map<string, object>()
      for (const key of numbers.map(String)) {
        const known = expected.get(key)
        const record = records.get(key)
        expect(record.key).toBe(key)
        if (known === undefined) {
          expect([...expected.values()]).not.toContain(record)
          if (expected.size >= most) expected.delete(expected.keys().next().value!)
        } else {
          expect(record).toBe(known)
          expected.delete(key)
        }
        expected.set(key, record)
      }
    }),
  )
})
