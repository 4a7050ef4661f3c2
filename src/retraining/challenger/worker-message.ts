import { TickwiseError, type ErrorCode } from '../../errors.ts'
import type { Judgement } from '../../registry/judge-challenger.ts'
import type { TrainingProgress } from '../../training/training-progress.ts'
import type { ChallengerJob } from './make-challenger.ts'

/** What the thread starts with. */
export interface WorkerJob {
  /** The model file. */
  readonly champion: Uint8Array
  readonly job: ChallengerJob
  readonly checkpointEvery: number
  /** The part of a core's time that it may take, in 0..1. */
  readonly cpuShare: number
}

/** What it sends back. An error loses its class on the way between threads, so its parts travel. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'checkpoint'; readonly bytes: Uint8Array }
  | { readonly type: 'result'; readonly challenger: Uint8Array; readonly judgement: Judgement }
  | { readonly type: 'error'; readonly error: ErrorMessage }

interface ErrorMessage {
  readonly code: ErrorCode
  readonly expected: string
  readonly received: string
  readonly action: string
}

export function toErrorMessage(error: unknown): ErrorMessage {
  if (error instanceof TickwiseError) {
    const { code, expected, received, action } = error
    return { code, expected, received, action }
  }
  const received = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 'TRAINING_FAILED', expected: 'a retraining to run', received, action: 'Report it as a bug.' }
}

export function fromErrorMessage({ code, ...parts }: ErrorMessage): TickwiseError {
  return new TickwiseError(code, parts)
}
