import { numberText } from '/number-text.js'
import { head, num, showTable } from '/rows.js'

const element = (id) => document.getElementById(id)
const reasonWords = {
  malformed: 'it could not be read as a tick',
  oversized: 'it is larger than the source allows',
  late: 'it came too late by event time',
  'non-finite': 'it would leave NaN or an infinity',
  'invalid-utf8': 'its bytes are no text',
  failed: 'an operator threw',
}

/** What was refused: how often for which reason, and the last of them. */
export function showLetters({ reasons, letters }) {
  showTable(
    element('letters-reasons'),
    ['Reason', num('Dead letters'), 'What it means'],
    reasons.map(({ reason, count }) => [head(reason), num(numberText(count)), reasonWords[reason] ?? '']),
    'Nothing was refused so far.',
  )
  showTable(
    element('letters-last'),
    ['Where', 'Key', 'Reason', 'Why', 'What came'],
    letters.map(({ partition, offset, key, reason, message, text, length }) => [
      head(`${partition} @ ${numberText(offset)}`),
      key ?? '–',
      reason,
      { text: message, className: 'wraps' },
      { child: came(text, length), className: 'wraps' },
    ]),
    'None in this run.',
  )
}

/** Bytes of a stranger: shown as text, with marks for what can't be seen. */
function came(text, length) {
  const code = document.createElement('code')
  code.textContent = text.replace(/[\p{Cc}\p{Cf}]/gu, '·')
  code.title = `${numberText(length)} bytes`
  return code
}
