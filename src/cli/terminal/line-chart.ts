/** A braille character has two columns of four dots; their bits from top to bottom. */
const dotBits = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const

/** Values as a line of braille dots, two values a character, from top row to bottom row. */
export function lineChart(values: readonly number[], height: number): string[] {
  const finite = values.filter(Number.isFinite)
  const high = Math.max(...finite)
  const span = high - Math.min(...finite)
  const bottom = 4 * height - 1
  const cells = Array.from({ length: height }, () => new Uint8Array(Math.ceil(values.length / 2)))
  let before: number | undefined
  values.forEach((value, i) => {
    if (!Number.isFinite(value)) {
      before = undefined
      return
    }
    const dot = span > 0 ? Math.round(((high - value) / span) * bottom) : Math.floor(bottom / 2)
    // Joined to the value before by a vertical stroke, so that a jump leaves no hole.
    const from = before === undefined ? dot : dot > before ? Math.min(before + 1, dot) : Math.max(before - 1, dot)
    for (let y = Math.min(from, dot); y <= Math.max(from, dot); y++) {
      const row = cells[y >> 2]
      const bit = dotBits[i % 2 === 0 ? 0 : 1][y % 4]
      if (row !== undefined && bit !== undefined) row[i >> 1] = (row[i >> 1] ?? 0) | bit
    }
    before = dot
  })
  return cells.map((row) =>
    Array.from(row, (bits) => (bits === 0 ? ' ' : String.fromCodePoint(0x2800 + bits))).join(''),
  )
}
