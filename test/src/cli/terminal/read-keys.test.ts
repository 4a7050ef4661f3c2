import { expect, test } from 'vitest'
import { readKeys } from '../../../../src/cli/terminal/read-keys.ts'

test('knows keys from text, however they come together', () => {
  expect(readKeys('thé 😀\u007f\t\u001b[A\u001b[B\rx\u0003')).toEqual([
    { kind: 'text', text: 'thé 😀' },
    { kind: 'backspace' },
    { kind: 'tab' },
    { kind: 'up' },
    { kind: 'down' },
    { kind: 'enter' },
    { kind: 'text', text: 'x' },
    { kind: 'end' },
  ])
})

test('leaves out what has no use here', () => {
  expect(readKeys('\u001b[3~\u001b[1;5C\u001bOP\u0001\u001b')).toEqual([])
})
