import { expect, test } from 'vitest'
import { isAllowedHost } from '../../../src/dashboard/host-check.ts'

test.each(['127.0.0.1:8080', 'localhost:8080', 'LOCALHOST', '[::1]:8080', '192.168.1.7:8080', 'desk.lan:8080'])(
  'a person may type %s',
  (host) => expect(isAllowedHost(host, 'desk.lan')).toBe(true),
)

test.each([
  undefined,
  '',
  'evil.example',
  'evil.example:8080',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'a b',
  '[evil]:80',
])('a rebound or broken name is refused: %s', (host) => expect(isAllowedHost(host, '127.0.0.1')).toBe(false))
