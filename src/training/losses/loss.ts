/**
 * What training makes small. Positions are the (timestep, sequence) pairs of a chunk, in the order of the network's
 * outputs; matrices are contiguous, row by row.
 */
export interface Loss {
  /** Numbers a position in `outputs` and `gradients`. */
  readonly outputSize: number
  /** Numbers a position in `targets`. A target of NaN is not known and counts for nothing. */
  readonly targetSize: number
  /**
   * Adds up weight * loss over the positions, and overwrites `gradients` with d sum / d outputs.
   *
   * @param outputs [positions][outputSize]
   * @param targets [positions][targetSize]
   * @param weights [positions], 0 or more
   * @param gradients [positions][outputSize]
   */
  add(
    outputs: Float32Array,
    targets: Float32Array,
    weights: Float32Array,
    gradients: Float32Array,
    positions: number,
  ): LossSum
}

export interface LossSum {
  /** Sum of weight * loss. */
  readonly loss: number
  /** Sum of the weights of positions with a known target. The mean loss is loss / weight. */
  readonly weight: number
}
