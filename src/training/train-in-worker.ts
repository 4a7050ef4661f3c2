import { Worker } from 'node:worker_threads'
import { TickwiseError } from '../errors.ts'
import type { TrainHooks } from './train.ts'
import type { TrainingResult } from './training-progress.ts'
import { fromErrorMessage, toErrorMessage, type WorkerJob, type WorkerMessage } from './worker-message.ts'

// The source runs as .ts and the package as .js; the worker's file follows whichever this one is.
const workerFile = new URL(`./training-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

/**
 * `train` on a worker thread, so that nothing blocks; the same input gives the same bits as on this thread. An abort
 * ends the thread at once and rejects with the signal's reason.
 */
export async function trainInWorker(input: WorkerJob['input'], hooks: TrainHooks = {}): Promise<TrainingResult> {
  const { signal, onProgress, onCheckpoint, checkpointEvery, wide = false } = hooks
  signal?.throwIfAborted()
  const job: WorkerJob = { input, checkpointEvery, wide }
  const worker = new Worker(workerFile, { workerData: job })
  let abort = () => {}
  const outcome = new Promise<TrainingResult>((resolve, reject) => {
    abort = () => reject(signal?.reason as Error)
    worker.on('message', (message: WorkerMessage) => {
      // A hook of the caller that throws ends the training, as it does on one thread.
      try {
        if (message.type === 'progress') onProgress?.(message.progress)
        else if (message.type === 'checkpoint') onCheckpoint?.(message.bytes)
        else if (message.type === 'result') resolve(message.result)
        else reject(fromErrorMessage(message.error))
      } catch (error) {
        reject(error instanceof Error ? error : new Error(String(error)))
      }
    })
    worker.on('error', (error) => reject(fromErrorMessage(toErrorMessage(error))))
    worker.on('exit', (code) => reject(ended(code)))
  })
  signal?.addEventListener('abort', abort)
  try {
    return await outcome
  } finally {
    signal?.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

function ended(code: number): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: 'a result from the training thread',
    received: `its end with code ${code}`,
    action: 'Give the process more memory, or train with a smaller batch.',
  })
}
