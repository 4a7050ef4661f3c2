import { sha256 as createSha256 } from '@noble/hashes/sha2.js'

const encoder = new TextEncoder()

/**
 * SHA-256 over texts (their UTF-8) and bytes, one after the other; 32 bytes. At once and in any engine: a browser's own
 * hashes come later, as a promise, and Node's are not there.
 */
export function sha256(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hash = createSha256.create()
  for (const part of parts) hash.update(typeof part === 'string' ? encoder.encode(part) : part)
  return hash.digest()
}
