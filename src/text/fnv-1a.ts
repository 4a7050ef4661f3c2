const basis = 0x811c9dc5
const prime = 0x01000193

/** FNV-1a over a text's UTF-16 units, low byte first; 32 bits. `from` goes on where another text ended. */
export function fnv1a(text: string, from = basis): number {
  let hash = from
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    hash = Math.imul(hash ^ (unit & 0xff), prime)
    hash = Math.imul(hash ^ (unit >>> 8), prime)
  }
  return hash >>> 0
}
