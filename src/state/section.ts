/**
 * One stateful operator's part of a key record. Whatever a state is in memory, `decode(encode(state))` must behave
 * the same bit by bit: that is what makes a crash invisible.
 */
export interface Section<S> {
  /** Unique in a pipeline; stable over restarts. */
  readonly id: string
  /** Raised when the meaning of the bytes changes. */
  readonly version: number
  /** What else the bytes depend on (a model's fingerprint, a feature list); '' for nothing. Another stamp is foreign. */
  readonly stamp: string
  create(): S
  encode(state: S): Uint8Array
  /**
   * The numbers whose memory `encode` shows, for a state that is nothing else: they are copied at once, without a view of
   * them that has to be made first.
   */
  numbers?(state: S): Float64Array | Float32Array | Uint32Array
  /** Throws `RECORD_INVALID` on bytes that are not a state. May keep a view on `bytes`; they are not reused. */
  decode(bytes: Uint8Array): S
}

/** A key record in memory. */
export interface KeyRecord {
  readonly key: string
  /** Offset of the last tick absorbed; -1 before the first. */
  offset: number
  /** Event time of the last tick absorbed, in milliseconds; undefined where ticks carry none. */
  eventTime: number | undefined
  /** Ticks absorbed. */
  ticks: number
  /** Live states, in the layout's order. */
  readonly states: unknown[]
}
