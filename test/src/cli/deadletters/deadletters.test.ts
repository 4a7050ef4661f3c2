import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { toDeadLetter, type DeadLetterReason } from '../../../../src/stream/dead-letter.ts'
import { toDeadLetterLine } from '../../../../src/stream/format-dead-letter.ts'
import { runTickwise } from '../run-tickwise.ts'

let folder: string
let letters: string

function line(offset: number, reason: DeadLetterReason, raw: Buffer, key?: string): string {
  const place = { topic: 'prices.ndjson', partition: 0, offset, ...(key === undefined ? {} : { key }) }
  const value = toDeadLetter({ ...place, reason, message: `wrong at ${offset}`, raw })
  const id = `p:prices.ndjson:0:${offset}:0`
  return toDeadLetterLine({ ...place, id, ordinal: 0, key: key ?? '', eventTime: undefined, value })
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-deadletters-'))
  letters = join(folder, 'dead.ndjson')
  const lines = [
    line(0, 'malformed', Buffer.from('{"close": \u001b[31m"n/a"}'), 'AAA'),
    line(40, 'invalid-utf8', Buffer.from([0x7b, 0xff, 0xfe])),
    line(80, 'oversized', Buffer.alloc(5000, 'x')),
    line(9000, 'malformed', Buffer.from('{"close": "n/b"}'), 'BBB'),
  ]
  await writeFile(letters, `${lines.join('\n')}\n`)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('list counts by reason and names each letter', async () => {
  const { code, out } = await runTickwise(['deadletters', 'list', letters])
  expect(code).toBe(0)
  expect(out).toContain('4 dead letters: 2 malformed, 1 invalid-utf8, 1 oversized')
  expect(out).toContain('p:prices.ndjson:0:9000:0  malformed: wrong at 9000')
  const few = await runTickwise(['deadletters', 'list', letters, '--reason', 'malformed', '--limit', '1', '--json'])
  expect(JSON.parse(few.out)).toMatchObject({
    count: 2,
    reasons: { malformed: 2 },
    letters: [{ offset: 0, key: 'AAA' }],
  })
})

test('show tells all of one letter, and what came from outside stays text', async () => {
  const { out } = await runTickwise(['deadletters', 'show', letters, 'p:prices.ndjson:0:0:0'])
  expect(out).toMatch(/^from +prices\.ndjson\/0 at 0$/m)
  expect(out).toContain('{"close": ·[31m"n/a"}')
  const bytes = await runTickwise(['deadletters', 'show', letters, 'p:prices.ndjson:0:40:0'])
  expect(bytes.out).toContain(`content in base64\n${Buffer.from([0x7b, 0xff, 0xfe]).toString('base64')}`)
})

test('replay appends what came, byte for byte, and leaves out what was cut', async () => {
  const to = join(folder, 'again.ndjson')
  const { code, out, err } = await runTickwise(['deadletters', 'replay', letters, '--to', to])
  expect(code).toBe(0)
  expect(out).toContain(`3 letters to ${to}`)
  expect(err).toContain("1 were cut when they were kept and can't be replayed")
  const expected = [
    Buffer.from('{"close": \u001b[31m"n/a"}\n'),
    Buffer.from([0x7b, 0xff, 0xfe]),
    Buffer.from('\n{"close": "n/b"}\n'),
  ]
  expect(await readFile(to)).toEqual(Buffer.concat(expected))
})

test.each([
  [['show'], 'the id of a letter'],
  [['replay'], '--to with what the pipeline reads'],
  [['replay', '--to', 'SELF'], 'the dead letters themselves'],
  [['show', 'p:no:0:0:0'], 'none of that id'],
])('%s without what it needs is refused', async ([action = '', ...rest], said) => {
  const words = rest.map((word) => (word === 'SELF' ? letters : word))
  const { code, err } = await runTickwise(['deadletters', action, letters, ...words])
  expect(code).toBe(2)
  expect(err).toContain(said)
})

test('a file that is not there, and one that holds something else, are named', async () => {
  const other = join(folder, 'other.ndjson')
  await writeFile(other, '{"close":1}\n')
  expect((await runTickwise(['deadletters', 'list', `${other}.not`])).err).toContain('ENOENT')
  expect((await runTickwise(['deadletters', 'list', other])).err).toContain('line 1, which is no dead letter')
})
