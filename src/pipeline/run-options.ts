import type { CommitStep } from '../state/commit-steps.ts'
import type { ModelHistory, SwapPolicy } from '../state/model-history.ts'
import type { Guarantee } from '../state/guarantee.ts'
import type { DeadLetter } from '../stream/dead-letter.ts'
import type { RetrainingEvent } from '../retraining/retraining-event.ts'
import type { Output } from '../stream/sink.ts'
import type { Tick } from '../stream/tick.ts'

/** News of a run, after each turn was handed to the sinks. Called synchronously: keep it short. */
export interface TurnReport {
  readonly ticks: readonly Tick[]
  readonly outputs: readonly Output[]
  readonly deadLetters: readonly DeadLetter[]
  readonly counters: Readonly<Record<string, number>>
  readonly savedOffset: number | undefined
  /** Key records in memory, and how many of them are not saved yet. */
  readonly cache: { readonly keys: number; readonly dirty: number }
  /** Live states of a key by section id; undefined for a key that is not in memory. Read, don't write. */
  readonly statesOf: (tick: Tick) => ReadonlyMap<string, unknown> | undefined
}

/** What the loop does: waiting for ticks, taking partitions over, loading records, computing, committing, saving. */
export type RunPhase = 'read' | 'recover' | 'load' | 'compute' | 'commit' | 'save'

export interface RunOptions {
  /** Ends the run after the turn under way, with a checkpoint. */
  readonly signal?: AbortSignal
  /** After recovery, before the first tick. */
  readonly onStart?: (start: RunStart) => void
  readonly onTurn?: (report: TurnReport) => void
  /** Called when a phase begins; what it gives back is called at its end, also after a failure. Keep both short. */
  readonly onPhase?: (phase: RunPhase) => () => void
  /** News of the pipeline's retraining. */
  readonly onRetrain?: (event: RetrainingEvent) => void
  /** Another model serves a partition from here on, or could not take over. */
  readonly onSwap?: (news: SwapNews) => void
  /** Who serves the partitions of this worker: after every recovery and every swap. For models that may change. */
  readonly onModels?: (serving: readonly ServingNews[]) => void
  /** After a turn in which forecasts of a dual run were compared. */
  readonly onShadow?: (news: ShadowNews) => void
  /**
   * Replays what other runs decided: by partition id, who served from which offset on. Nobody is asked who serves now.
   */
  readonly histories?: ReadonlyMap<string, ModelHistory>
  /** Names this worker's transactions: stable over its restarts, and different from that of every other. */
  readonly workerId?: string
  /** Called at every step of the commit order; tests crash here. */
  readonly onStep?: (step: CommitStep) => void
  /** Milliseconds, for the checkpoint interval only; nothing of it is saved or emitted. */
  readonly now?: () => number
  /** Stop after about this many ticks (at a turn's end). */
  readonly maxTicks?: number
}

export interface SwapNews {
  /** `shadowing`: a challenger advances beside the model that serves, and will take over or leave. */
  readonly kind: 'shadowing' | 'swapped' | 'restored' | 'refused' | 'failed'
  /** The name in the chain. */
  readonly model: string
  /** For all but `failed` and what can serve nowhere. */
  readonly partition?: string
  readonly offset?: number
  /** The first 16 digits of the fingerprints. */
  readonly before?: string
  readonly version?: string
  readonly policy?: SwapPolicy
  /** Why not; for `restored` and `swapped`, why in that way. */
  readonly reason?: string
}

/** Who serves a partition by a name. */
export interface ServingNews {
  /** The name in the chain. */
  readonly model: string
  readonly partition: string
  /** The first 16 digits of its fingerprint, and the first offset it serves. */
  readonly version: string
  readonly since: number
  /** In a dual run: who advances beside it, from where on, and the offset at which it takes over or leaves. */
  readonly shadow?: { readonly version: string; readonly since: number; readonly until: number }
  /** Every decision about the name, the oldest first. */
  readonly history: ModelHistory
}

/** What a turn told about a dual run: forecasts whose actual came, and the sums of their losses. */
export interface ShadowNews {
  readonly model: string
  readonly partition: string
  /** Of the one that advances beside. */
  readonly version: string
  readonly scored: number
  readonly servingLoss: number
  readonly shadowLoss: number
}

export interface RunStart {
  readonly guarantee: Guarantee
  /** Of all earlier runs on this state; empty at the first. */
  readonly counters: Readonly<Record<string, number>>
}

export interface RunSummary {
  readonly guarantee: Guarantee
  /** Ticks of this run; `counters` are of all runs on this state. */
  readonly ticks: number
  readonly counters: Readonly<Record<string, number>>
  readonly ended: boolean
}
