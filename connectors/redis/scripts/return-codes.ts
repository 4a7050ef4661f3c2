/** First element of what each script returns. */
export const returnCodes = {
  /** Done. */
  done: 0,
  /** The stored token is another one, or there is none. Second element: the stored token, or nil. */
  otherToken: 1,
  /** The stored offset is neither the previous one nor the new one. Second element: the stored offset, or nil. */
  otherOffset: 2,
  /** A claim of an older generation than the stored one. Second element: the stored generation. */
  olderGeneration: 3,
} as const
