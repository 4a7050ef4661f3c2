import { TickwiseError, type ErrorCode } from '../errors.ts'
import type { TrainerInput } from './trainer.ts'
import type { TrainingProgress, TrainingResult } from './training-progress.ts'

/** What a training worker starts with. */
export interface WorkerJob {
  readonly input: Omit<TrainerInput, 'engine'>
  readonly checkpointEvery: number | undefined
  readonly wide: boolean
}

/** What it sends back. An error loses its class on the way between threads, so its parts travel. */
export type WorkerMessage =
  | { readonly type: 'progress'; readonly progress: TrainingProgress }
  | { readonly type: 'checkpoint'; readonly bytes: Uint8Array }
  | { readonly type: 'result'; readonly result: TrainingResult }
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
  return { code: 'TRAINING_FAILED', expected: 'a training to run', received, action: 'Report it as a bug.' }
}

export function fromErrorMessage({ code, ...parts }: ErrorMessage): TickwiseError {
  return new TickwiseError(code, parts)
}
