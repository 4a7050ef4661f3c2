import fc from 'fast-check'
import { expect, it } from 'vitest'
import { createTimeParser, type TimeFormat } from '../../../src/stream/time-format.ts'

const utc = (text: string) => Date.parse(text)

it.each<[string, TimeFormat, string]>([
  ['2024-02-29', {}, '2024-02-29T00:00:00Z'],
  ['2024-02-29T12:34', {}, '2024-02-29T12:34:00Z'],
  ['2024-02-29 12:34:56.789', {}, '2024-02-29T12:34:56.789Z'],
  ['2024-02-29T12:34:56.789123456Z', {}, '2024-02-29T12:34:56.789Z'],
  ['2024-02-29T12:34:56,5+02:00', {}, '2024-02-29T10:34:56.500Z'],
  ['2024-02-29 00:00', { zone: '+05:30' }, '2024-02-28T18:30:00Z'],
  ['2024-02-29 00:00Z', { zone: '+05:30' }, '2024-02-29T00:00:00Z'],
  ['2024-02-29', { zone: 'UTC-5' }, '2024-02-29T05:00:00Z'],
  ['1709210096789', { format: 'epoch-ms' }, '2024-02-29T12:34:56.789Z'],
  ['1709210096.789', { format: 'epoch-s' }, '2024-02-29T12:34:56.789Z'],
  ['-86400', { format: 'epoch-s' }, '1969-12-31T00:00:00Z'],
  ['Jan 1 2000', { format: 'MMM d yyyy' }, '2000-01-01T00:00:00Z'],
  ['SEP 30 2000', { format: 'MMM d yyyy' }, '2000-09-30T00:00:00Z'],
  ['Sept. 3, 2000', { format: 'MMM d, yyyy' }, '2000-09-03T00:00:00Z'],
  ['29/02/2024 23:59', { format: 'dd/MM/yyyy HH:mm', zone: '+01:00' }, '2024-02-29T22:59:00Z'],
  ['2/9/24 1:05 PM', { format: 'M/d/yy h:mm a' }, '2024-02-09T13:05:00Z'],
  ['2/9/99 12:05 am', { format: 'M/d/yy h:mm a' }, '1999-02-09T00:05:00Z'],
  ['20240229', { format: 'yyyyMMdd' }, '2024-02-29T00:00:00Z'],
  ['20240229-123456.789', { format: 'yyyyMMdd-HHmmss.SSS' }, '2024-02-29T12:34:56.789Z'],
  ['Thu 29 February 2024', { format: 'EEE d MMMM yyyy' }, '2024-02-29T00:00:00Z'],
  ['29.02.2024 kl 7:00 +0100', { format: "dd.MM.yyyy 'kl' H:mm XXX" }, '2024-02-29T06:00:00Z'],
])('reads %j with %j', (text, format, expected) => {
  expect(createTimeParser(format).parse(text)).toBe(utc(expected))
})

it.each<[string, TimeFormat]>([
  ['2023-02-29', {}],
  ['2024-13-01', {}],
  ['2024-01-01T24:00', {}],
  ['2024-01-01T00:00:00+99', {}],
  ['1709210096789', {}],
  ['', {}],
  ['yesterday', {}],
  ['1e3', { format: 'epoch-s' }],
  ['999999999999999', { format: 'epoch-s' }],
  ['31/04/2024 00:00', { format: 'dd/MM/yyyy HH:mm' }],
  ['Jan 1 2000 ', { format: 'MMM d yyyy' }],
  ['13:00 pm 1/1/24', { format: 'hh:mm a M/d/yy' }],
])('refuses %j with %j', (text, format) => {
  expect(createTimeParser(format).parse(text)).toBeNaN()
})

it('agrees with the engine on every day of five centuries', () => {
  const time = createTimeParser({})
  const day = fc.integer({ min: utc('1700-01-01') / 86_400_000, max: utc('2200-01-01') / 86_400_000 })
  fc.assert(
    fc.property(day, (days) => {
      expect(time.parse(new Date(days * 86_400_000).toISOString())).toBe(days * 86_400_000)
    }),
  )
})

it.each<TimeFormat>([
  { zone: '+99:00' },
  { format: 'MMM yyyy' },
  { format: 'dd/MM/yyyy HH:MM' },
  { format: 'yyyy-MM-dd QQ' },
  { format: 'd M yyyy h:mm' },
])('refuses the format %j when it is configured', (format) => {
  expect(() => createTimeParser(format)).toThrow(expect.objectContaining({ code: 'CONFIG_INVALID' }))
})
