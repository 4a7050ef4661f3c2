/** Bytes that share one allocation, which lives as long as any of them. Node's own small buffers share as much. */
const blockBytes = 8192

/**
 * The values of a reply as bytes of their own, aligned to 8; undefined for what is not there. A reply is a view on all
 * that came with it, which must not stay in memory as long as one of its records does. An allocation for each value
 * took twice as long as Redis and the wire together.
 */
export function copyValues(values: readonly (Buffer | null | undefined)[]): (Uint8Array | undefined)[] {
  let block = new ArrayBuffer(0)
  let at = 0
  return values.map((value) => {
    if (value == null) return undefined
    if (value.length > blockBytes / 2) return new Uint8Array(value)
    if (at + value.length > block.byteLength) {
      block = new ArrayBuffer(blockBytes)
      at = 0
    }
    const bytes = new Uint8Array(block, at, value.length)
    bytes.set(value)
    at += (value.length + 7) & ~7
    return bytes
  })
}
