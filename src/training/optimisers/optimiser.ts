/** Changes parameters along their gradients and remembers what it needs for that. */
export interface Optimiser {
  /** Updates `parameters` in place; both have the length it was created for. */
  step(parameters: Float32Array, gradients: Float32Array, learningRate: number): void
  save(): Uint8Array
  /** Continues exactly where `save` was called. Throws `RECORD_INVALID` on bytes of another length. */
  load(bytes: Uint8Array): void
}
