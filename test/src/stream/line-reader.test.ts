import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LineReader } from '../../../src/stream/line-reader.ts'

interface Found {
  readonly kind: string
  readonly offset: number
  readonly next: number
  readonly text?: string | undefined
  readonly length?: number | undefined
  readonly hash?: string | undefined
}

function readLines(bytes: Buffer, sizes: readonly number[], maxLineBytes: number, delimiters?: string): Found[] {
  const reader = new LineReader({ maxLineBytes, offset: 0, delimiters })
  const found: Found[] = []
  const drain = () => {
    for (let kind = reader.next(); kind !== 'more'; kind = reader.next()) {
      const place = { kind, offset: reader.offset, next: reader.nextOffset }
      const { oversized } = reader
      if (kind !== 'oversized') found.push({ ...place, text: reader.text() })
      else found.push({ ...place, length: oversized?.rawLength, hash: oversized?.rawHash })
    }
  }
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1)
    reader.push(bytes.subarray(at, at + size))
    at += size
    drain()
  }
  reader.end()
  drain()
  return found
}

const texts = (found: readonly Found[]) => found.map(({ text }) => text)

describe('LineReader', () => {
  it('cuts at newlines, takes carriage returns off and keeps the last line without one', () => {
    const found = readLines(Buffer.from('a\r\n\nb é\nlast'), [3], 100)
    expect(texts(found)).toEqual(['a', '', 'b é', 'last'])
    expect(found.map(({ offset, next }) => [offset, next])).toEqual([
      [0, 3],
      [3, 4],
      [4, 9],
      [9, 13],
    ])
  })

  it('waits for the newline as long as the input has not ended', () => {
    const reader = new LineReader({ maxLineBytes: 100, offset: 7 })
    reader.push(Buffer.from('torn'))
    expect([reader.next(), reader.nextOffset]).toEqual(['more', 7])
    reader.push(Buffer.from(' no more\n'))
    expect([reader.next(), reader.text(), reader.offset, reader.nextOffset]).toEqual(['line', 'torn no more', 7, 20])
  })

  it('takes a byte order mark off the first line only', () => {
    expect(texts(readLines(Buffer.from('\ufeffa\n\ufeffb\n'), [2], 100))).toEqual(['a', '\ufeffb'])
  })

  it('has no text for a line that is not UTF-8, and the others keep theirs', () => {
    const bytes = Buffer.concat([Buffer.from('é\n'), Buffer.from([0xc3, 0x28, 10]), Buffer.from('b\n')])
    expect(texts(readLines(bytes, [100], 100))).toEqual(['é', undefined, 'b'])
  })

  it('streams past a line over the limit, with its length and hash', () => {
    const long = 'x'.repeat(10_000)
    const found = readLines(Buffer.from(`a\n${long}\nb\n${long}`), [64], 100)
    const hash = createHash('sha256').update(long).digest('hex')
    expect(found).toMatchObject([
      { kind: 'line', text: 'a' },
      { kind: 'oversized', offset: 2, next: 10_003, length: 10_000, hash },
      { kind: 'line', text: 'b', offset: 10_003 },
      { kind: 'oversized', offset: 10_005, next: 20_005, length: 10_000, hash },
    ])
  })

  it('reports the start of a long line as the place to go on from while it streams past', () => {
    const reader = new LineReader({ maxLineBytes: 10, offset: 0 })
    reader.push(Buffer.from('ab\n' + 'x'.repeat(50)))
    expect([reader.next(), reader.next(), reader.nextOffset]).toEqual(['line', 'more', 3])
    reader.push(Buffer.from('x'.repeat(50)))
    expect([reader.next(), reader.nextOffset]).toEqual(['more', 3])
    reader.push(Buffer.from('\nc\n'))
    expect([reader.next(), reader.nextOffset]).toEqual(['oversized', 104])
    expect([reader.next(), reader.text()]).toEqual(['line', 'c'])
  })

  it('keeps newlines inside quotes in their row', () => {
    const csv = 'a,"one\ntwo ""x""\n",b\n5" disk,2\n"x",y\n'
    expect(texts(readLines(Buffer.from(csv), [4], 100, ','))).toEqual(['a,"one\ntwo ""x""\n",b', '5" disk,2', '"x",y'])
  })

  it('gives up only the first line where a quote never closes', () => {
    const found = readLines(Buffer.from('a,"b\nc,d\ne,f\n'), [5], 100, ',')
    expect(found.map(({ kind, text }) => [kind, text])).toEqual([
      ['unclosed', 'a,"b'],
      ['line', 'c,d'],
      ['line', 'e,f'],
    ])
  })

  it('finds the same lines however the bytes are cut into chunks', () => {
    const piece = fc.constantFrom('a', 'é', '"', '""', ',', '\n', '\r\n', '\ufeff', 'long long long long ', ';')
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join(''))
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(text, sizes, fc.boolean(), fc.integer({ min: 16, max: 40 }), (input, cuts, csv, limit) => {
        const bytes = Buffer.from(input)
        const whole = readLines(bytes, [1_000_000], limit, csv ? ',' : undefined)
        expect(readLines(bytes, cuts, limit, csv ? ',' : undefined)).toEqual(whole)
        expect(whole.at(-1)?.next ?? 0).toBe(bytes.length)
      }),
      { numRuns: 2000 },
    )
  })
})
