import { writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import * as file from '../../../connectors/file/index.ts'
import { readAll } from './read-all.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()

function write(name: string, lines: readonly string[]): string {
  writeFileSync(pathOf(name), lines.join('\n') + '\n')
  return pathOf(name)
}

const zone = 'Europe/Zurich'

it('reads a CSV file in local time and refuses the hour that its clocks skipped', async () => {
  const path = write('power.csv', [
    'meter,when,kwh',
    'a,30/03/2024 02:30,1',
    'a,31/03/2024 01:30,2',
    'a,31/03/2024 02:30,3',
    'a,31/03/2024 03:30,4',
    'a,27/10/2024 02:30,5',
    'a,27/10/2024 03:30,6',
  ])
  const columns = { key: 'meter', time: 'when', kwh: 'kwh' }
  const { ticks, deadLetters } = await readAll(
    file.source({ path, columns, time: { format: 'dd/MM/yyyy HH:mm', zone } }),
  )
  expect(ticks.map(({ eventTime }) => new Date(eventTime ?? NaN).toISOString())).toEqual([
    '2024-03-30T01:30:00.000Z',
    '2024-03-31T00:30:00.000Z',
    '2024-03-31T01:30:00.000Z',
    '2024-10-27T00:30:00.000Z',
    '2024-10-27T02:30:00.000Z',
  ])
  expect(deadLetters).toMatchObject([
    {
      reason: 'malformed',
      message:
        '"31/03/2024 02:30" in column when is a time that Europe/Zurich skipped: ' +
        'its clocks went from 2024-03-31T02:00:00 to 2024-03-31T03:00:00',
    },
  ])
})

it('reads JSON lines in local time', async () => {
  const path = write('power.ndjson', [
    '{"key":"a","time":"2024-07-01T12:00","kwh":1}',
    '{"key":"a","time":"2024-03-31T02:30","kwh":2}',
    '{"key":"a","time":"2024-07-01T12:00Z","kwh":3}',
    '{"key":"a","time":["2024-07-01"],"kwh":4}',
  ])
  const { ticks, deadLetters } = await readAll(file.source({ path, time: { zone } }))
  expect(ticks.map(({ eventTime }) => eventTime)).toEqual([Date.UTC(2024, 6, 1, 10), Date.UTC(2024, 6, 1, 12)])
  expect(deadLetters.map(({ message }) => message)).toEqual([
    expect.stringContaining('the time "2024-03-31T02:30" is a time that Europe/Zurich skipped'),
    'the time "[\\"2024-07-01\\"]" is no time in the format given',
  ])
})

it.each(['csv', 'ndjson'] as const)('refuses an unknown zone when it opens a %s file', async (format) => {
  const source = file.source({ path: write('data', ['key,time', 'a,1']), format, time: { zone: 'Europe/Zuerich' } })
  await expect(source.open()).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/"Europe\/Zuerich".*Europe\/Zurich/),
  })
})
