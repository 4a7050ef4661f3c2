import { expect, test } from 'vitest'
import { TickwiseError } from '../../../src/errors.ts'
import { createLog } from '../../../src/operations/create-log.ts'
import { hideSecrets, hideSecretsIn } from '../../../src/operations/hide-secrets.ts'

test.each([
  ['redis://:hunter2@host:6379/0', 'redis://***@host:6379/0'],
  ['can not reach rediss://user:hun%40ter2@host', 'can not reach rediss://***@host'],
  ['password=hunter2&x=1', 'password=***&x=1'],
  ['{"sasl":{"username":"u","password":"hunter2"}}', '{"sasl":{"username":"u","password":"***"}}'],
  ['AWS_SECRET_ACCESS_KEY=hunter2', 'AWS_SECRET_ACCESS_KEY=***'],
])('%s', (text, shown) => expect(hideSecrets(text)).toBe(shown))

test.each([
  'expected a token: an identifier',
  'mail a@b.example',
  'http://localhost:4680/',
  'maxTicks=5',
  'from a/b@3',
])('leaves alone: %s', (text) => expect(hideSecrets(text)).toBe(text))

test('looks into objects, by name and by value', () => {
  const inside = { sasl: { password: 'a', mechanism: 'plain' }, urls: ['redis://:b@h'], apiKey: 'c', count: 3n }
  expect(hideSecretsIn(inside)).toEqual({
    sasl: { password: '***', mechanism: 'plain' },
    urls: ['redis://***@h'],
    apiKey: '***',
    count: '3',
  })
})

test('a log has time, level, pipeline and message on one line, and no secret, not even in the cause of an error', () => {
  const lines: string[] = []
  const log = createLog({ level: 'info', pipeline: 'p', stream: { write: (line: string) => void lines.push(line) } })
  const cause = new Error('connect redis://:hunter2@host failed')
  const parts = { expected: 'a server', received: 'none', action: 'Start it.', cause }
  log.debug({}, 'not shown')
  log.error({ error: new TickwiseError('STORE_FAILED', parts), password: 'hunter2' }, 'failed with token=hunter2')
  expect(lines).toHaveLength(1)
  expect(lines[0]).not.toContain('hunter2')
  const line = JSON.parse(lines[0]!) as Record<string, unknown>
  expect(line).toMatchObject({ level: 'error', pipeline: 'p', message: 'failed with token=***' })
  expect(line['error']).toMatchObject({ code: 'STORE_FAILED', cause: { message: 'connect redis://***@host failed' } })
  expect(new Date(line['time'] as string).toISOString()).toBe(line['time'])
})
