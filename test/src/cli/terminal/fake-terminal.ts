import { PassThrough } from 'node:stream'

/** A terminal of a given size: keeps what was written and the picture that would be seen. */
export function createFakeTerminal(columns: number, rows: number) {
  const stream = new PassThrough({ highWaterMark: 1 << 20 })
  const written: string[] = []
  stream.on('data', (chunk: Buffer) => written.push(chunk.toString()))
  return {
    stream: Object.assign(stream, { columns, rows }) as unknown as NodeJS.WriteStream,
    written,
    text: () => written.join(''),
    /** Lines on the screen, by the few escape sequences that are used. */
    picture: () => interpret(written.join('')),
  }
}

function interpret(text: string): string[] {
  const lines: string[] = ['']
  let row = 0
  const pattern = /\u001b\[(\??[\d;]*)([A-Za-z])|\n|\r|[^\u001b\n\r]+/g
  for (const [token, count = '', command] of text.matchAll(pattern)) {
    if (token === '\n') row += 1
    else if (command === 'A') row -= Number(count)
    else if (command === 'H') row = 0
    else if (command === 'J') lines.splice(count === '2' ? 0 : row)
    else if (command === undefined && token !== '\r') lines[row] = (lines[row] ?? '') + token
    if (token === '\r') lines[row] = ''
    while (lines.length <= row) lines.push('')
  }
  return lines
}
