import type { ModelSpec } from './spec.ts'

/** A network that can be served: immutable. */
export interface Model {
  readonly spec: ModelSpec
  /** All weights, laid out by `tensorLayout(spec)`. */
  readonly weights: Float32Array
  /** SHA-256 over spec and weights, in hex: the model's version. */
  readonly fingerprint: string
  /** How it was trained: data, seed, losses. For people; not part of the fingerprint. */
  readonly report: Readonly<Record<string, unknown>>
}
