import type { Decision } from '../registry/decision.ts'
import type { Judgement } from '../registry/judge-challenger.ts'
import type { TrainingProgress } from '../training/training-progress.ts'

/** What became of a retraining. */
export type RetrainingOutcome =
  | { readonly kind: 'busy'; readonly by: Decision }
  | { readonly kind: 'waits'; readonly reason: string }
  | { readonly kind: 'stopped'; readonly decision: Decision }
  | {
      readonly kind: 'promoted' | 'rejected' | 'challenges'
      readonly decision: Decision
      readonly judgement: Judgement
    }

/** News of a retraining, for pages, metrics and logs. */
export type RetrainingEvent =
  | { readonly type: 'began'; readonly reason: string; readonly token: number; readonly champion: string }
  | { readonly type: 'window'; readonly ticks: number; readonly keys: number; readonly exact: boolean }
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'ended'; readonly outcome: RetrainingOutcome }
  /** It goes on with what runs; the next one begins as scheduled. */
  | { readonly type: 'failed'; readonly error: unknown }
