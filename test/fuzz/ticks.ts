import fc from 'fast-check'
import { createRecordParser } from '../../src/stream/create-record-parser.ts'
import { recordOptionsSchema, type RecordFormat } from '../../src/stream/record-options.ts'
import { TickReader, type TickCollection } from '../../src/stream/tick-reader.ts'
import { nearly, target, type FuzzTarget } from './fuzz-target.ts'

const maxLineBytes = 300
const header = 'symbol,date,close\n'

interface Case {
  readonly bytes: Uint8Array
  /** Where the bytes are cut into chunks. */
  readonly cuts: readonly number[]
}

function read(format: RecordFormat, bytes: Buffer, cuts: readonly number[]): TickCollection<unknown> {
  const columns = { key: 'symbol', time: 'date', close: 'close' }
  const parser = createRecordParser(format, recordOptionsSchema.parse({ columns, maxLineBytes }), 'in', 'in')
  const reader = new TickReader({ partition: { topic: 'in', partition: 0 }, parser, maxLineBytes, offset: 0 })
  const into: TickCollection<unknown> = { ticks: [], deadLetters: [] }
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const end of [...ends, bytes.length]) {
    reader.push(Buffer.from(bytes.subarray(from, end)))
    reader.take(Infinity, into)
    from = end
  }
  reader.end()
  reader.take(Infinity, into)
  return into
}

function ticksOf(name: string, format: RecordFormat, sound: readonly string[], head: string): FuzzTarget {
  const bytes = nearly(sound.map((text) => Buffer.from(text)))
  const cases: fc.Arbitrary<Case> = fc.record({ bytes, cuts: fc.array(fc.nat(1000), { maxLength: 4 }) })
  return target(name, cases, ({ bytes: body, cuts }) => {
    const whole = Buffer.concat([Buffer.from(head), body])
    const { ticks, deadLetters } = read(format, whole, cuts)
    const offsets = [...ticks, ...deadLetters].map(({ offset }) => offset)
    if (new Set(offsets).size !== offsets.length) throw new Error('an offset came twice')
    for (const { value, eventTime, offset } of ticks) {
      const { close } = value as { close?: unknown }
      if (typeof close === 'number' && !Number.isFinite(close)) throw new Error(`a tick at ${offset} is not finite`)
      if (eventTime !== undefined && !Number.isFinite(eventTime)) throw new Error(`no time at ${offset}`)
    }
    const once = read(format, whole, [])
    const places = once.ticks.map(({ offset, key, value }) => JSON.stringify([offset, key, value])).join()
    if (places !== ticks.map(({ offset, key, value }) => JSON.stringify([offset, key, value])).join())
      throw new Error('where chunks end changes the ticks')
    const refused = (letters: typeof deadLetters) =>
      letters.map(({ offset, reason, rawHash }) => `${offset} ${reason} ${rawHash}`)
    if (refused(once.deadLetters).join() !== refused(deadLetters).join())
      throw new Error('chunks change the dead letters')
  })
}

const line = '{"symbol":"A","date":"2024-03-01T10:00:00Z","close":12.5}\n'
const row = 'A,2024-03-01,12.5\n"B ""x"", y",2024-03-02,1e3\n'

/** Bytes become ticks and dead letters by themselves, however they are cut; nothing throws. */
export const ndjsonTicks = ticksOf(
  'NDJSON ticks',
  'ndjson',
  [line, line + line.replace('12.5', '-1e308'), `${line}\n\r\n${line}`],
  '',
)
export const csvTicks = ticksOf(
  'CSV ticks',
  'csv',
  [row, row + row, row.replaceAll('\n', '\r\n'), `${row},,\n`],
  header,
)
