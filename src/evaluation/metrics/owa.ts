/** The two errors that M4's overall weighted average is made of, each a mean over all series. */
export interface OwaErrors {
  readonly smape: number
  readonly mase: number
}

/** Overall weighted average of the M4 competition: both errors over those of Naive 2, in equal parts. */
export function owa({ smape, mase }: OwaErrors, naive2: OwaErrors): number {
  return (smape / naive2.smape + mase / naive2.mase) / 2
}
