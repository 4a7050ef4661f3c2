/** One kind of tick of the load. */
export interface Series {
  readonly topic: string
  /** The payload's property with the value. */
  readonly field: 'price' | 'score'
  /** A price walks at random; a score is anything from -1 to 1. */
  readonly isWalk: boolean
  /** A number that the pipeline can't take. */
  readonly refused: number
}
