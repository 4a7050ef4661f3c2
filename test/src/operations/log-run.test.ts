import { expect, test } from 'vitest'
import { logRun } from '../../../src/operations/log-run.ts'
import { toDeadLetter } from '../../../src/stream/dead-letter.ts'

function createAt() {
  const clock = { now: 0 }
  const lines: [level: string, message: string, fields: object][] = []
  const at = (level: string) => (fields: object, message: string) => void lines.push([level, message, fields])
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  return { clock, lines, observer: logRun(log, { seconds: () => clock.now }) }
}

const letter = (offset: number) =>
  toDeadLetter({
    topic: 't',
    partition: 1,
    offset,
    reason: 'malformed',
    message: 'no JSON',
    raw: Buffer.from('private'),
  })
const cache = { keys: 1, dirty: 1 }

test('tells of progress once an interval, not once a turn', () => {
  const { clock, lines, observer } = createAt()
  const ticks = Array.from({ length: 5 }, () => ({
    topic: 't',
    partition: 0,
    offset: 0,
    key: 'k',
    value: 0,
    eventTime: 0,
  }))
  for (; clock.now < 20; clock.now++) observer.onTurn({ ticks, outputs: [1], deadLetters: [], cache })
  expect(lines.map(([, message]) => message)).toEqual(['progress'])
  expect(lines[0]![2]).toEqual({ ticks: 55, outputs: 11, deadLetters: 0, ticksPerSecond: 6 })
})

test('names the first dead letters of an interval by place and reason, never by content, and counts the rest', () => {
  const { clock, lines, observer } = createAt()
  const deadLetters = Array.from({ length: 50 }, (_, i) => letter(i))
  observer.onTurn({ ticks: [], outputs: [], deadLetters, cache })
  expect(lines).toHaveLength(10)
  expect(lines[0]).toEqual([
    'warn',
    'dead letter',
    { topic: 't', partition: 1, offset: 0, reason: 'malformed', why: 'no JSON' },
  ])
  expect(JSON.stringify(lines)).not.toContain('private')
  clock.now = 10
  observer.onTurn({ ticks: [], outputs: [], deadLetters: [], cache })
  expect(lines.at(-1)).toMatchObject(['info', 'progress', { deadLetters: 50 }])
})

test('a phase that takes long is worth a line, waiting for ticks is not', () => {
  const { clock, lines, observer } = createAt()
  const read = observer.onPhase('read')
  clock.now = 60
  read()
  expect(lines).toEqual([])
  const commit = observer.onPhase('commit')
  clock.now = 66
  commit()
  expect(lines).toEqual([['warn', 'slow phase', { phase: 'commit', seconds: 6 }]])
})
