import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { detectDelimiter, splitRow } from '../../../src/stream/csv-row.ts'

it('splits as csv-parse does', () => {
  const field = fc.array(fc.constantFrom('a', 'é', '"', ',', '\n', ' ', '1'), { maxLength: 6 }).map((x) => x.join(''))
  fc.assert(
    fc.property(fc.array(field, { minLength: 1, maxLength: 5 }), fc.boolean(), (fields, quoteAll) => {
      const written = fields.map((text) => (quoteAll || /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
      const row = written.join(',')
      expect(splitRow(row, ',')).toEqual(fields)
      if (row !== '') expect(parse(row, { relax_column_count: true })).toEqual([fields])
    }),
    { numRuns: 1000 },
  )
})

it('takes a quote inside a bare field as it is, and refuses text after a closing quote', () => {
  expect(splitRow('5" disk,"a"', ',')).toEqual(['5" disk', 'a'])
  expect(splitRow('"a"b,c', ',')).toBeUndefined()
  expect(splitRow('"a', ',')).toBeUndefined()
})

it.each([
  ['a,b,c', ','],
  ['a;b;c', ';'],
  ['a\tb\tc', '\t'],
  ['"a,b,c";d;"e"', ';'],
  ['single', ','],
])('finds the delimiter of %j', (row, delimiter) => {
  expect(detectDelimiter(row)).toBe(delimiter)
})
