/** A row of prices.csv, as the operators see it. */
export interface DailyPrice {
  readonly close: number
  readonly time: number
  /** The decimals as they stand in the file. */
  readonly text: { readonly close: string }
}
