/**
 * Keys as bytes that sort like the strings: UTF-8, except that each half of a surrogate pair is written by itself (as in
 * CESU-8). So every string has bytes of its own, lone surrogates and NUL included, and the order is that of code units.
 */
export function toKeyBytes(key: string): Uint8Array {
  if (!surrogates.test(key)) return Buffer.from(key)
  const bytes = new Uint8Array(key.length * 3)
  let at = 0
  for (let i = 0; i < key.length; i++) {
    const unit = key.charCodeAt(i)
    if (unit < 0x80) bytes[at++] = unit
    else {
      if (unit < 0x800) bytes[at++] = 0xc0 | (unit >> 6)
      else {
        bytes[at++] = 0xe0 | (unit >> 12)
        bytes[at++] = 0x80 | ((unit >> 6) & 0x3f)
      }
      bytes[at++] = 0x80 | (unit & 0x3f)
    }
  }
  return bytes.subarray(0, at)
}

/** The string that `toKeyBytes` was given. */
export function fromKeyBytes(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  // Only surrogates (and a few syllables of Hangul) begin with this byte; plain UTF-8 decodes at once.
  if (!buffer.includes(0xed)) return buffer.toString()
  const units: number[] = []
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at++]!
    if (byte < 0x80) units.push(byte)
    else if (byte < 0xe0) units.push(((byte & 0x1f) << 6) | (bytes[at++]! & 0x3f))
    else units.push(((byte & 0x0f) << 12) | ((bytes[at++]! & 0x3f) << 6) | (bytes[at++]! & 0x3f))
  }
  let key = ''
  for (let i = 0; i < units.length; i += 4096) key += String.fromCharCode(...units.slice(i, i + 4096))
  return key
}

const surrogates = /[\ud800-\udfff]/
