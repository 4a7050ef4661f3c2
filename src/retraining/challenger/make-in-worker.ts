import { Worker } from 'node:worker_threads'
import { TickwiseError } from '../../errors.ts'
import { decodeModel, encodeModel } from '../../model/model-file.ts'
import type { Model } from '../../model/model.ts'
import type { Challenge, ChallengerJob } from './make-challenger.ts'
import type { ChallengerHooks } from './train-challenger.ts'
import { fromErrorMessage, toErrorMessage, type WorkerJob, type WorkerMessage } from './worker-message.ts'

// The source runs as .ts and the package as .js; the worker's file follows whichever this one is.
const workerFile = new URL(`./challenger-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url)

export interface WorkerHooks extends Pick<ChallengerHooks, 'onProgress' | 'onCheckpoint' | 'checkpointEvery'> {
  readonly cpuShare: number
  readonly signal: AbortSignal
}

/**
 * `makeChallenger` on a thread of its own, at the lowest priority where one thread can have it (Linux), and with no more
 * than its share of a core. An abort ends the thread at once and rejects with the signal's reason.
 */
export async function makeInWorker(champion: Model, job: ChallengerJob, hooks: WorkerHooks): Promise<Challenge> {
  const { signal, onProgress, onCheckpoint, checkpointEvery, cpuShare } = hooks
  signal.throwIfAborted()
  const start: WorkerJob = { champion: encodeModel(champion), job, checkpointEvery, cpuShare }
  const worker = new Worker(workerFile, { workerData: start })
  let abort = () => {}
  const outcome = new Promise<Challenge>((resolve, reject) => {
    abort = () => reject(signal.reason as Error)
    worker.on('message', (message: WorkerMessage) => {
      if (message.type === 'progress') onProgress?.(message.progress)
      else if (message.type === 'checkpoint') onCheckpoint?.(message.bytes)
      else if (message.type === 'error') reject(fromErrorMessage(message.error))
      else resolve({ challenger: decodeModel(message.challenger), judgement: message.judgement })
    })
    worker.on('error', (error) => reject(fromErrorMessage(toErrorMessage(error))))
    worker.on('exit', (code) => reject(ended(code)))
  })
  signal.addEventListener('abort', abort)
  try {
    return await outcome
  } finally {
    signal.removeEventListener('abort', abort)
    await worker.terminate()
  }
}

function ended(code: number): TickwiseError {
  return new TickwiseError('TRAINING_FAILED', {
    expected: 'a challenger from the retraining thread',
    received: `its end with code ${code}`,
    action: 'Give the process more memory, or retrain on a shorter window.',
  })
}
