import { writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import * as file from '../../../connectors/file/index.ts'
import { readAll } from './read-all.ts'
import { useTemporaryFolder } from './temporary-folder.ts'

const pathOf = useTemporaryFolder()

function csv(text: string | Buffer, name = 'prices.csv'): string {
  writeFileSync(pathOf(name), text)
  return pathOf(name)
}

describe('CSV from the real world', () => {
  it('finds OHLCV columns by their usual spellings and keeps the decimal strings', async () => {
    const path = csv(
      '\ufeffDate,Open,High,Low,Close,Adj Close,Volume\r\n2024-01-02,1,2,0.5,"1,234.50",1234.1,"1,000"\r\n' +
        '2024-01-03,1,2,0.5,7.0,6.9,\r\n',
    )
    const { ticks, deadLetters } = await readAll(file.source({ path, preset: 'ohlcv' }))
    expect(deadLetters).toEqual([])
    const time = Date.UTC(2024, 0, 2)
    expect(ticks[0]).toMatchObject({ topic: 'prices.csv', partition: 0, key: 'prices', eventTime: time })
    expect(ticks[0]?.value).toEqual({
      key: 'prices',
      time,
      open: 1,
      high: 2,
      low: 0.5,
      close: 1234.5,
      adjClose: 1234.1,
      volume: 1000,
      text: { open: '1', high: '2', low: '0.5', close: '1,234.50', adjClose: '1234.1', volume: '1,000' },
    })
    expect(ticks[1]?.value).toMatchObject({ close: 7, text: { close: '7.0' } })
    expect(ticks[1]?.value).not.toHaveProperty('volume')
  })

  it('reads decimal commas, semicolons, its own date pattern and a zone', async () => {
    const path = csv('Datum;Kurs;Name\n31/12/2023 23:30;1.234,5;"Müller; AG"\n')
    const { ticks } = await readAll(
      file.source({
        path,
        decimal: ',',
        columns: { key: 'Name', time: 'Datum', close: 'Kurs' },
        time: { format: 'dd/MM/yyyy HH:mm', zone: '+01:00' },
      }),
    )
    expect(ticks).toMatchObject([
      {
        key: 'Müller; AG',
        eventTime: Date.UTC(2023, 11, 31, 22, 30),
        value: { close: 1234.5, text: { close: '1.234,5' } },
      },
    ])
  })

  it('reads tabs, text columns and quoted line breaks', async () => {
    const path = csv('id\treview\tstars\n7\t"good,\n""very"" good"\t5\n', 'reviews.tsv')
    const columns = { key: 'id', review: { column: 'review', type: 'text' }, stars: 'stars' } as const
    const { ticks } = await readAll(file.source({ path, columns }))
    expect(ticks[0]?.value).toMatchObject({ key: '7', review: 'good,\n"very" good', stars: 5 })
  })

  it('reads a file without a header by column numbers, under a constant key', async () => {
    const path = csv('Jan 1 2000,1394.46\nFeb 1 2000,1366.42\n')
    const options = {
      header: false,
      columns: { time: 0, close: 1 },
      key: 'SPX',
      time: { format: 'MMM d yyyy' },
    } as const
    const { ticks } = await readAll(file.source({ path, ...options }))
    expect(ticks.map(({ key, eventTime }) => [key, eventTime])).toEqual([
      ['SPX', Date.UTC(2000, 0, 1)],
      ['SPX', Date.UTC(2000, 1, 1)],
    ])
  })

  it('takes every column when none is mapped', async () => {
    const { ticks } = await readAll(file.source({ path: csv('key,price,venue\na,1.50,XNAS\n') }))
    expect(ticks[0]?.value).toEqual({ key: 'a', price: 1.5, venue: 'XNAS', text: { price: '1.50' }, time: undefined })
  })

  it('checks and shapes payloads with a schema, and takes key and time from functions', async () => {
    const path = csv('symbol,at,price\na,5,1\nb,6,-1\n')
    const schema = z.object({ symbol: z.string(), at: z.number(), price: z.number().positive() })
    const { ticks, deadLetters } = await readAll(
      file.source({ path, schema, key: (row) => row.symbol.toUpperCase(), eventTime: (row) => row.at * 1000 }),
    )
    expect(ticks).toMatchObject([{ key: 'A', eventTime: 5000, value: { symbol: 'a', at: 5, price: 1 } }])
    expect(deadLetters).toMatchObject([{ reason: 'malformed', offset: 22 }])
    expect(deadLetters[0]?.message).toContain('price')
  })
})

describe('CSV that is wrong', () => {
  it('refuses rows one by one, saying why and where', async () => {
    const rows = ['Date,Close', '2024-01-01,1', '2024-01-02', '2024-01-03,n/a', 'soon,1', '2024-01-05,NaN', '"2024"x,1']
    const text = [...rows, '2024-01-06,1e999', '2024-01-07,', '2024-01-08,2'].join('\n')
    const { ticks, deadLetters } = await readAll(file.source({ path: csv(text), preset: 'ohlcv' }))
    expect(ticks.map(({ eventTime }) => eventTime)).toEqual([Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 8)])
    expect(deadLetters.map(({ reason, raw }) => [reason, Buffer.from(raw).toString()])).toEqual([
      ['malformed', '2024-01-02'],
      ['malformed', '2024-01-03,n/a'],
      ['malformed', 'soon,1'],
      ['non-finite', '2024-01-05,NaN'],
      ['malformed', '"2024"x,1'],
      ['non-finite', '2024-01-06,1e999'],
      ['malformed', '2024-01-07,'],
    ])
    expect(deadLetters[1]?.message).toBe('"n/a" in column Close is no number')
    expect(deadLetters[1]?.offset).toBe(Buffer.from(text).indexOf('2024-01-03'))
  })

  it('names the columns that there are when a mapped one is not', async () => {
    const source = file.source({ path: csv('Date,Close,Volume\n'), columns: { close: 'Last', open: 'First' } })
    const error = await source.open().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'INPUT_INVALID' })
    expect(String(error)).toMatch(/Date, Close, Volume.*Last, First/)
  })

  it.each([
    ['the preset finds no price', 'Date,What\n', { preset: 'ohlcv' }],
    ['the preset finds no time', 'Close,What\n', { preset: 'ohlcv' }],
    ['a mapped column is there twice', 'a,a\n', { columns: { close: 'a' } }],
    ['a column number is beyond the row', 'a,b\n', { header: false, columns: { close: 2 } }],
    ['the header is not UTF-8', Buffer.from([0xff, 0xfe, 0x61, 0x00, 10]), {}],
    ['the header is not closed', 'a,"b\n1,2\n', {}],
    ['the header has a reserved name', 'a,text\n', {}],
  ] as const)('refuses to open when %s', async (_, text, options) => {
    const source = file.source({ path: csv(text), ...options })
    await expect(source.open()).rejects.toMatchObject({ code: 'INPUT_INVALID' })
  })

  it('gives nothing and no error for an empty file, one with blank lines, and a header alone', async () => {
    for (const text of ['', '\n\n', '\ufeff', 'Date,Close\n', 'Date,Close']) {
      const read = await readAll(file.source({ path: csv(text), columns: { close: 'Close' } }))
      expect(read).toEqual({ ticks: [], deadLetters: [] })
    }
  })
})
