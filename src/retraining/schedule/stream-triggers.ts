import type { RetrainOptions } from '../retrain-options.ts'

export interface Trigger {
  readonly reason: string
  /** Newest ticks to look at, in place of the recipe's. */
  readonly windowTicks?: number
}

export interface StreamTriggers {
  /** Ticks that were taken in, and how many of them told of a drift. Says when a retraining is due. */
  take(ticks: number, drifts: number): Trigger | undefined
  /** One has begun, for whatever reason: ticks are counted anew. */
  reset(): void
}

/** Counts ticks. After a drift it waits for enough of the new kind; later alarms meanwhile are of the same drift. */
export function createStreamTriggers({ everyTicks, drift }: RetrainOptions['schedule']): StreamTriggers {
  let sinceLast = 0
  let sinceDrift: number | undefined
  return {
    take(ticks, drifts) {
      sinceLast += ticks
      if (sinceDrift !== undefined) sinceDrift += ticks
      else if (drift !== undefined && drifts > 0) sinceDrift = 0
      if (drift !== undefined && sinceDrift !== undefined && sinceDrift >= drift.afterTicks) {
        const windowTicks = sinceDrift
        this.reset()
        return { reason: `drift, ${windowTicks} ticks ago`, windowTicks }
      }
      if (everyTicks === undefined || sinceLast < everyTicks) return undefined
      this.reset()
      return { reason: `every ${everyTicks} ticks` }
    },
    reset() {
      sinceLast = 0
      sinceDrift = undefined
    },
  }
}
