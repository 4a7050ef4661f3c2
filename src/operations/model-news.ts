/** The parts of a pipeline's news of models that operations need. */

/** Another model serves a partition from here on, or could not take over. */
export interface SwapNews {
  readonly kind: 'shadowing' | 'swapped' | 'restored' | 'refused' | 'failed'
  readonly model: string
  readonly partition?: string
  readonly offset?: number
  readonly before?: string
  readonly version?: string
  readonly policy?: string
  readonly reason?: string
}

/** Who serves a partition of this worker by one name: told of all of them after every recovery and every swap. */
export interface ServingNews {
  readonly model: string
  readonly partition: string
  readonly version: string
  readonly since: number
  /** In a dual run: who advances beside it, from which offset on, and the offset at which it is judged. */
  readonly shadow?: { readonly version: string; readonly since: number; readonly until: number }
  /** The oldest first. */
  readonly history: readonly HistoryNews[]
}

export interface HistoryNews {
  readonly offset: number
  readonly version: string
  readonly policy: string
  readonly decision: number
}

/** Forecasts of a dual run were compared: how many, and the sums of their losses. */
export interface ShadowNews {
  readonly model: string
  readonly partition: string
  /** Of the one that advances beside. */
  readonly version: string
  readonly scored: number
  readonly servingLoss: number
  readonly shadowLoss: number
}

interface Decision {
  readonly model: string
  readonly reason: string
  readonly scores?: Readonly<Record<string, number>> | undefined
}

export type RetrainingNews =
  | { readonly type: 'began'; readonly reason: string; readonly token: number; readonly champion: string }
  | { readonly type: 'window'; readonly ticks: number; readonly keys: number; readonly exact: boolean }
  | { readonly type: 'progress'; readonly progress: ProgressNews }
  | { readonly type: 'ended'; readonly outcome: OutcomeNews }
  | { readonly type: 'failed'; readonly error: unknown }

interface ProgressNews {
  readonly updates: number
  readonly totalUpdates: number
  readonly trainingLoss: number | null
  readonly validationLoss: number | null
  readonly bestValidationLoss: number | null
}

type OutcomeNews =
  | { readonly kind: 'busy' | 'waits' }
  | { readonly kind: 'promoted' | 'rejected' | 'challenges' | 'stopped'; readonly decision: Decision }
