/**
 * The models of a run, for pages: part of every update that follows a change of it, whole, and answered as `/models.json`.
 * Plain JSON. A run whose models can't change has none.
 */
export interface ModelsView {
  /** One a model and partition, in the order of their names. */
  readonly serving: readonly ServingView[]
  /** The retraining under way, or the last one of this run; left out before the first. */
  readonly retraining?: RetrainingView
  /** The newest first, no more than `modelEventsKept`. */
  readonly events: readonly ModelEvent[]
  /** How many there were in this run, those that are not kept included. */
  readonly counts: Readonly<Record<ModelEventKind, number>>
}

/** Who serves a partition. */
export interface ServingView {
  /** The name in the chain: `prices@champion`. */
  readonly model: string
  /** `topic/number` */
  readonly partition: string
  /** The first 16 digits of its fingerprint. */
  readonly version: string
  /** The first offset that it serves. */
  readonly since: number
  /** In a dual run: who advances beside it, and serves nobody yet. */
  readonly shadow?: ShadowView
  /** Everything that was decided about it, the oldest first. */
  readonly history: readonly HistoryView[]
}

export interface ShadowView {
  readonly version: string
  readonly since: number
  /** The offset at which it takes over or leaves. */
  readonly until: number
  /** Forecasts of this process that were compared by now, and the mean loss of those by each, in units of a one-tick change. */
  readonly scored: number
  readonly servingLoss: number | null
  readonly shadowLoss: number | null
}

export interface HistoryView {
  readonly offset: number
  readonly version: string
  /** How states were handed over; `shadow`: it began to advance beside; `drop`: it ended that; `restore`: the way back. */
  readonly policy: string
  /** The number of the decision in the registry. */
  readonly decision: number
}

/** How many events a view has at most. */
export const modelEventsKept = 100

/** Swaps of this worker's partitions, then what retrainings came to. */
export const modelEventKinds = [
  'shadowing', // a challenger advances beside the champion from here on
  'swapped', // another model serves from here on
  'restored', // model and records went back to what they were before the last swap
  'refused', // it can't serve here, or did worse beside the champion
  'failed', // the registry or the model was out of reach
  'retraining-began',
  'promoted',
  'challenges', // a challenger waits for a person
  'rejected',
  'stopped', // no decision: too little, or nothing better found
  'retraining-failed',
] as const
export type ModelEventKind = (typeof modelEventKinds)[number]

export interface ModelEvent {
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly kind: ModelEventKind
  /** Of swaps. */
  readonly model?: string
  readonly partition?: string
  readonly offset?: number
  /** The first 16 digits of the fingerprints. */
  readonly before?: string
  readonly version?: string
  readonly policy?: string
  /** In words. */
  readonly reason?: string
  /** Of a verdict: mean losses of `champion`, `challenger` and `naive`, `improvement`, `pValue`, `ticks`. */
  readonly scores?: Readonly<Record<string, number>>
}

export interface RetrainingView {
  readonly state: 'reading' | 'training' | 'ended'
  /** Milliseconds since the epoch. */
  readonly since: number
  /** Its number in the registry's history. */
  readonly token: number
  readonly reason: string
  readonly champion: string
  /** What it learns from, once it is read. `exact`: features are bit by bit those of serving. */
  readonly window?: { readonly ticks: number; readonly keys: number; readonly exact: boolean }
  /** Losses are null before the first is known. */
  readonly progress?: {
    readonly updates: number
    readonly totalUpdates: number
    readonly trainingLoss: number | null
    readonly validationLoss: number | null
    readonly bestValidationLoss: number | null
  }
  /** Of one that ended. */
  readonly outcome?: ModelEventKind
}
