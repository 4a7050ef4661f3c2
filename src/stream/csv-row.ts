const newline = 10
const quote = 34

/** Bytes that end a field, as a table. */
export function delimiterTable(delimiters: string): Uint8Array {
  const table = new Uint8Array(256)
  for (const character of delimiters) table[character.charCodeAt(0)] = 1
  return table
}

/**
 * Where the CSV row that begins at `start` ends: the index of its newline, `limit` where the input ends there, or -1
 * while the row is not complete. A quote opens a field only as its first character, as in RFC 4180.
 */
export function findRowEnd(
  bytes: Uint8Array,
  start: number,
  limit: number,
  delimiters: Uint8Array,
  endsAtLimit: boolean,
): number {
  let fieldStart = true
  let quoted = false
  for (let at = start; at < limit; at++) {
    const byte = bytes[at] ?? 0
    if (quoted) {
      if (byte !== quote) continue
      if (at + 1 < limit && bytes[at + 1] === quote) at++
      // Whether the last byte held closes the field or is half of a doubled quote is not known yet.
      else if (at + 1 === limit && !endsAtLimit) return -1
      else quoted = false
    } else if (byte === newline) return at
    else if (byte === quote && fieldStart) quoted = true
    fieldStart = delimiters[byte] === 1
  }
  return quoted || !endsAtLimit ? -1 : limit
}

/** The fields of one row; undefined where something other than a delimiter follows a closing quote. */
export function splitRow(row: string, delimiter: string): string[] | undefined {
  if (!row.includes('"')) return row.split(delimiter)
  const fields: string[] = []
  let at = 0
  for (;;) {
    let end: number
    if (row.charCodeAt(at) === quote) {
      end = closingQuote(row, at)
      if (end < 0) return undefined
      fields.push(row.slice(at + 1, end).replaceAll('""', '"'))
      end++
      if (end < row.length && row[end] !== delimiter) return undefined
    } else {
      end = row.indexOf(delimiter, at)
      if (end < 0) end = row.length
      fields.push(row.slice(at, end))
    }
    if (end >= row.length) return fields
    at = end + 1
  }
}

function closingQuote(row: string, open: number): number {
  for (let at = row.indexOf('"', open + 1); at >= 0; at = row.indexOf('"', at + 2)) {
    if (row.charCodeAt(at + 1) !== quote) return at
  }
  return -1
}

/** The delimiter that a first row uses: whichever of comma, semicolon and tab stands outside quotes most often. */
export function detectDelimiter(row: string): string {
  const bare = row.replace(/"[^"]*"/g, '')
  let best = ','
  let most = 0
  for (const delimiter of [',', ';', '\t']) {
    const count = bare.split(delimiter).length - 1
    if (count > most) {
      best = delimiter
      most = count
    }
  }
  return best
}
