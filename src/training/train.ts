import { setImmediate } from 'node:timers/promises'
import { createTrainer, type TrainerInput } from './trainer.ts'
import type { TrainingProgress, TrainingResult } from './training-progress.ts'

export interface TrainHooks {
  /** Called at most about 200 times a training, at the start and at the end too. */
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined
  /** Called with bytes to resume from, every `checkpointEvery` updates. */
  readonly onCheckpoint?: ((bytes: Uint8Array) => void) | undefined
  readonly checkpointEvery?: number | undefined
  /**
   * Lets a thread of the training's own use vector registers of 256 bits where V8 and the processor can: quicker, with the
   * same bits, by an experiment of V8 that is tested before it is used. Default false; nothing changes on the caller's thread.
   */
  readonly wide?: boolean | undefined
  /** Rejects with its reason. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Trains to the end on this thread, giving way to the event loop after every update. Use `trainInWorker` where the
 * thread has other work. Errors are those of `createTrainer` and `Trainer.update`.
 */
export async function train(input: TrainerInput, hooks: TrainHooks = {}): Promise<TrainingResult> {
  hooks.signal?.throwIfAborted()
  const trainer = createTrainer(input)
  try {
    const { totalUpdates } = trainer.progress()
    const reportEvery = Math.max(1, Math.floor(totalUpdates / 200))
    hooks.onProgress?.(trainer.progress())
    while (!trainer.done) {
      trainer.update()
      const progress = trainer.progress()
      if (trainer.done || progress.updates % reportEvery === 0) hooks.onProgress?.(progress)
      if (hooks.checkpointEvery && progress.updates % hooks.checkpointEvery === 0) hooks.onCheckpoint?.(trainer.save())
      await setImmediate()
      hooks.signal?.throwIfAborted()
    }
    return trainer.result()
  } finally {
    trainer.close()
  }
}
