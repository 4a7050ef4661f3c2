/** How numbers are written: `1,234.5` (`.`, the default) or `1.234,5` (`,`). Groups of three are optional. */
export type DecimalMark = '.' | ','

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const groupedByComma = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?$/
const groupedOtherwise = /^[+-]?\d{1,3}(?:[ '\u00a0\u202f\u2019]\d{3})+(?:\.\d*)?$/
const notFinite = /^[+-]?(?:nan|inf|infinity)$/i

/**
 * A decimal number as people write it. NaN where the text is none; an infinite result, or text that spells NaN or
 * infinity, gives Infinity, so that the caller can tell `non-finite` from `malformed`.
 */
export function parseDecimal(text: string, mark: DecimalMark): number {
  if (mark === '.' && plain.test(text)) return Number(text)
  return parseWritten(text.trim(), mark)
}

function parseWritten(text: string, mark: DecimalMark): number {
  if (notFinite.test(text)) return Infinity
  const pointed = mark === ',' ? text.replace(/[.,]/g, (found) => (found === ',' ? '.' : ',')) : text
  if (plain.test(pointed)) return Number(pointed)
  if (groupedByComma.test(pointed)) return Number(pointed.replaceAll(',', ''))
  if (groupedOtherwise.test(pointed)) return Number(pointed.replace(/[ '\u00a0\u202f\u2019]/g, ''))
  return NaN
}
