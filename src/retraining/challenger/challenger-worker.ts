// Runs on a thread of its own; started by make-in-worker.ts.
import { platform, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { decodeModel, encodeModel } from '../../model/model-file.ts'
import { createCpuShare } from './cpu-share.ts'
import { makeChallenger } from './make-challenger.ts'
import { toErrorMessage, type WorkerJob, type WorkerMessage } from './worker-message.ts'

const { champion, job, checkpointEvery, cpuShare } = workerData as WorkerJob
const send = (message: WorkerMessage) => parentPort?.postMessage(message)

try {
  // On Linux this thread alone; elsewhere it would be the whole process, which reads ticks.
  if (platform() === 'linux') setPriority(0, 19)
} catch {
  // Not allowed here: the share still holds.
}
try {
  const { challenger, judgement } = await makeChallenger(decodeModel(champion), job, {
    checkpointEvery,
    pause: createCpuShare(cpuShare),
    onProgress: (progress) => send({ type: 'progress', progress }),
    onCheckpoint: (bytes) => send({ type: 'checkpoint', bytes }),
  })
  send({ type: 'result', challenger: encodeModel(challenger), judgement })
} catch (error) {
  send({ type: 'error', error: toErrorMessage(error) })
}
