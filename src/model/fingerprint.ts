import { sha256 } from '../numeric/sha256.ts'
import { toHex } from '../numeric/to-hex.ts'
import { canonicalJson } from './canonical-json.ts'
import type { ModelSpec } from './spec.ts'

/** A model's version: SHA-256, in hex, over the spec's canonical JSON, a zero byte, and the little-endian weights. */
export function fingerprint(spec: ModelSpec, weights: Float32Array): string {
  const bytes = new Uint8Array(weights.length * 4)
  const view = new DataView(bytes.buffer)
  weights.forEach((weight, i) => view.setFloat32(4 * i, weight, true))
  return toHex(sha256(canonicalJson(spec), '\0', bytes))
}
