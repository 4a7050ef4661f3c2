// A training of its own beside the bench's, on another thread: what two threads give when they share nothing.
import { parentPort, workerData } from 'node:worker_threads'
import { useWideKernels } from '../../src/training/wide/use-wide-kernels.ts'
import { createKernelTrain } from './kernel-train.ts'
import type { TrainProblem } from './train-problem.ts'

useWideKernels()
const train = createKernelTrain(workerData as TrainProblem, { shards: 1 })
parentPort!.on('message', (ms: number) => parentPort!.postMessage(train.measure(ms)))
