import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { createTimeParser, type TimeFormat } from '../../../src/stream/time-format.ts'

async function parserOf(format: TimeFormat) {
  const parser = createTimeParser(format)
  await parser.load()
  return parser
}

const utcOf = (ms: number) => (Number.isNaN(ms) ? 'none' : new Date(ms).toISOString().replace('.000', ''))

/** A local time of a zone, and the moment it was or will be. */
it.each([
  ['Europe/Zurich', '2024-01-15 12:00', '2024-01-15T11:00:00Z'],
  ['Europe/Zurich', '2024-07-15 12:00', '2024-07-15T10:00:00Z'],
  ['Europe/Zurich', '1975-07-15 12:00', '1975-07-15T11:00:00Z'], // no summer time there before 1981
  ['Europe/London', '1970-01-15 12:00', '1970-01-15T11:00:00Z'], // summer time all year round, 1968 to 1971
  ['Europe/Berlin', '1947-06-01 12:00', '1947-06-01T09:00:00Z'], // double summer time
  ['America/New_York', '1974-01-07 09:30', '1974-01-07T13:30:00Z'], // summer time in winter: the energy crisis
  ['America/New_York', '2006-03-20 09:30', '2006-03-20T14:30:00Z'], // began in April until 2006
  ['America/New_York', '2007-03-20 09:30', '2007-03-20T13:30:00Z'], // and in March since
  ['America/New_York', '2060-07-01 09:30', '2060-07-01T13:30:00Z'],
  ['Australia/Sydney', '2024-01-15 12:00', '2024-01-15T01:00:00Z'],
  ['Australia/Sydney', '2024-07-15 12:00', '2024-07-15T02:00:00Z'],
  ['Australia/Lord_Howe', '2024-01-15 12:00', '2024-01-15T01:00:00Z'], // half an hour of summer time
  ['America/Santiago', '2024-12-15 12:00', '2024-12-15T15:00:00Z'],
  ['Asia/Kolkata', '2024-07-15 12:00', '2024-07-15T06:30:00Z'],
  ['Asia/Kathmandu', '2024-07-15 12:00', '2024-07-15T06:15:00Z'],
  ['Pacific/Apia', '2011-12-29 12:00', '2011-12-29T22:00:00Z'],
  ['Pacific/Apia', '2011-12-31 12:00', '2011-12-30T22:00:00Z'], // the 30th was left out
  ['US/Eastern', '2024-07-15 12:00', '2024-07-15T16:00:00Z'],
  ['Europe/Amsterdam', '1850-01-01 00:00', '1849-12-31T23:42:30Z'],
])('%s %s', async (zone, local, utc) => {
  expect(utcOf((await parserOf({ zone })).parse(local))).toBe(utc)
})

describe('clocks that go forward', () => {
  it('skip times, which are refused with the zone and the change', async () => {
    const parser = await parserOf({ zone: 'Europe/Zurich', format: 'dd/MM/yyyy HH:mm' })
    expect(utcOf(parser.parse('31/03/2024 01:59'))).toBe('2024-03-31T00:59:00Z')
    for (const skipped of ['31/03/2024 02:00', '31/03/2024 02:59']) {
      expect(parser.parse(skipped)).toBeNaN()
      expect(parser.problem(skipped)).toBe(
        'a time that Europe/Zurich skipped: its clocks went from 2024-03-31T02:00:00 to 2024-03-31T03:00:00',
      )
    }
    expect(utcOf(parser.parse('31/03/2024 03:00'))).toBe('2024-03-31T01:00:00Z')
  })

  it('still let a text with its own offset through', async () => {
    const parser = await parserOf({ zone: 'Europe/Zurich' })
    expect(utcOf(parser.parse('2024-03-31T02:30+01:00'))).toBe('2024-03-31T01:30:00Z')
  })

  it('at midnight make the day begin when its clocks do', async () => {
    const zone = 'America/Sao_Paulo'
    for (const parser of [await parserOf({ zone }), await parserOf({ zone, format: 'yyyy-MM-dd' })]) {
      expect(utcOf(parser.parse('2018-11-03'))).toBe('2018-11-03T03:00:00Z')
      expect(utcOf(parser.parse('2018-11-04'))).toBe('2018-11-04T03:00:00Z')
      expect(utcOf(parser.parse('2018-11-05'))).toBe('2018-11-05T02:00:00Z')
    }
    expect((await parserOf({ zone })).parse('2018-11-04 00:00')).toBeNaN()
  })

  it('over a whole day leave that day no moment', async () => {
    const parser = await parserOf({ zone: 'Pacific/Apia' })
    expect(parser.parse('2011-12-30')).toBeNaN()
    expect(parser.parse('2011-12-30 12:00')).toBeNaN()
    expect(utcOf(parser.parse('2011-12-31'))).toBe('2011-12-30T10:00:00Z')
  })
})

it.each([
  ['Europe/Zurich', '2024-10-27 01:59', '2024-10-26T23:59:00Z'],
  ['Europe/Zurich', '2024-10-27 02:00', '2024-10-27T00:00:00Z'],
  ['Europe/Zurich', '2024-10-27 02:59', '2024-10-27T00:59:00Z'],
  ['Europe/Zurich', '2024-10-27 03:00', '2024-10-27T02:00:00Z'],
  ['Australia/Sydney', '2024-04-07 02:30', '2024-04-06T15:30:00Z'],
  ['America/Havana', '2024-11-03', '2024-11-03T04:00:00Z'], // midnight itself occurs twice
])('a time that occurs twice is the earlier one: %s %s', async (zone, local, utc) => {
  expect(utcOf((await parserOf({ zone })).parse(local))).toBe(utc)
})

it('refuses times after the last rule instead of guessing', async () => {
  const parser = await parserOf({ zone: 'Europe/Zurich' })
  expect(utcOf(parser.parse('2499-12-31 23:59'))).toBe('2499-12-31T22:59:00Z')
  expect(parser.parse('2500-01-01 00:00')).toBeNaN()
  expect(parser.problem('2500-01-01 00:00')).toBe('later than the rules of Europe/Zurich reach, the year 2499')
  expect(parser.problem('2500-13-01 00:00')).toBe('no time in the format given')
})

it.each([
  ['europe/zurich', 'Europe/Zurich'],
  ['Europe/Zürich', 'Europe/Zurich'],
  ['Zurich', 'Europe/Zurich'],
  ['America/New York', 'America/New_York'],
  ['Asia/Sydney', 'Australia/Sydney'],
  ['Europe/Londn', 'Europe/London'],
])('an unknown zone %s is refused at the start, and told of %s', async (zone, close) => {
  await expect(parserOf({ zone })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    received: `"${zone}"`,
    action: expect.stringContaining(close),
  })
})

it('a zone like none is refused without a guess', async () => {
  await expect(parserOf({ zone: 'Middle-earth/Minas_Tirith' })).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    action: 'Name the zone as the IANA database does.',
  })
})

it('reads nothing before the rules are there', () => {
  expect(() => createTimeParser({ zone: 'Europe/Zurich' }).parse('2024-01-01')).toThrow(
    expect.objectContaining({ code: 'SOURCE_FAILED' }),
  )
})

it.each([
  ['UTC', false],
  ['+02:00', false],
  ['Europe/Zurich', true],
])('the zone %s loads the rules: %s', async (zone, loads) => {
  const program = `
    const { createTimeParser } = await import(${JSON.stringify(new URL('../../../src/stream/time-format.ts', import.meta.url))})
    const time = createTimeParser({ zone: '${zone}' })
    await time.load()
    time.parse('2024-01-01')
    const { createRequire } = await import('node:module')
    const loaded = Object.keys(createRequire(process.cwd() + '/').cache)
    console.log(loaded.some((path) => path.includes('js-joda')))`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program])
  expect(stdout.trim()).toBe(String(loads))
})
