// Runs on a thread of its own; started by train-in-worker.ts.
import { parentPort, workerData } from 'node:worker_threads'
import { train } from './train.ts'
import { useWideKernels } from './wide/use-wide-kernels.ts'
import { toErrorMessage, type WorkerJob, type WorkerMessage } from './worker-message.ts'

const { input, checkpointEvery, wide } = workerData as WorkerJob
const send = (message: WorkerMessage) => parentPort?.postMessage(message)

try {
  if (wide) useWideKernels()
  const result = await train(input, {
    checkpointEvery,
    onProgress: (progress) => send({ type: 'progress', progress }),
    onCheckpoint: (bytes) => send({ type: 'checkpoint', bytes }),
  })
  send({ type: 'result', result })
} catch (error) {
  send({ type: 'error', error: toErrorMessage(error) })
}
