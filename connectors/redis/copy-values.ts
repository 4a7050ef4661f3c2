/** Bytes that share one allocation, which lives as long as any of them. Smaller blocks took twice the time at 2 KB. */
const blockBytes = 16_384

/** Every value begins at a multiple of 8. */
const align = (length: number) => (length + 7) & ~7

/**
 * The values of a reply as bytes of their own, aligned to 8; undefined for what is not there. A reply is a view on all
 * that came with it, which must not stay in memory as long as one of its records does. An allocation for each value
 * took twice as long as Redis and the wire together.
 */
export function copyValues(values: readonly (Buffer | null | undefined)[]): (Uint8Array | undefined)[] {
  let left = values.reduce((sum, value) => sum + (value == null ? 0 : align(value.length)), 0)
  let block = new ArrayBuffer(0)
  let at = 0
  return values.map((value) => {
    if (value == null) return undefined
    const size = align(value.length)
    if (at + size > block.byteLength) {
      // Not zeroed, not from Node's pool: every byte that anybody sees is written here.
      block = Buffer.allocUnsafeSlow(Math.max(size, Math.min(blockBytes, left))).buffer
      at = 0
    }
    const bytes = new Uint8Array(block, at, value.length)
    bytes.set(value)
    at += size
    left -= size
    return bytes
  })
}
