/** A text and the index of its class. */
export interface TaggedText {
  readonly text: string
  readonly label: number
}

/** A text in numbers, ready to train on. */
export interface TaggedTokens {
  readonly label: number
  /** [tokens]: rows of the embedding. */
  readonly rows: Int32Array
  /** [tokens][2 x logits]: each token's ratios, then its pair's. */
  readonly ratios: Float32Array
}
