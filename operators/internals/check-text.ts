import { TickFailure } from '../../src/turn/tick-failure.ts'

/** Refuses what is no text, and texts that are too long. */
export function checkText(text: unknown, maxLength: number): string {
  if (typeof text !== 'string') {
    throw new TickFailure('failed', {
      expected: 'a text in the tick',
      received: text === null ? 'null' : typeof text,
      action: 'Say where it is: { text: t => t.review }.',
    })
  }
  if (text.length <= maxLength) return text
  throw new TickFailure('oversized', {
    expected: `a text of at most ${maxLength} UTF-16 units`,
    received: `${text.length}`,
    action: 'Send long documents in parts under one key, or raise `maxLength`.',
  })
}
