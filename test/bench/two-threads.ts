import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { LayerSpec } from '../../src/model/spec.ts'
import type { Figure } from './bench.ts'
import { createKernelTrain } from './kernel-train.ts'
import { startTorch } from './torch-train.ts'
import { createTrainProblem } from './train-problem.ts'

const sliceMs = 600
const shards = 4
/** So many that one trainer lasts for all rounds. */
const chunks = 3000
/** What the second thread must give: 1.7 where two trainings that share nothing give 1.9. */
const goal = 1.7 / 1.9

/** Two threads, of the clock on the wall: beside PyTorch's two, and beside two trainings that share nothing. */
export async function* twoThreads(name: string, layer: LayerSpec): AsyncGenerator<Figure> {
  const problem = createTrainProblem(layer)
  const torch = startTorch(2)
  const { version } = await torch.open(problem)
  const [both, one, alone] = [
    createKernelTrain(problem, { shards, threads: 2, chunks }),
    createKernelTrain(problem, { shards, threads: 1 }),
    createKernelTrain(problem, { shards: 1 }),
  ]
  const worker = new Worker(new URL('kernel-train-worker.ts', import.meta.url), { workerData: problem })
  const apart = async () => {
    const other = once(worker, 'message') as Promise<[number]>
    worker.postMessage(sliceMs)
    return alone.measure(sliceMs) + (await other)[0]
  }
  await apart()
  const single = async () => Promise.resolve(one.measure(sliceMs))
  yield {
    ...{ name: `${name}, two threads`, unit: 'timesteps/s', better: 'higher', rounds: 5 },
    value: () => both.measure(sliceMs),
    baselines: [
      { name: `${version}, two threads`, measure: () => torch.measure(sliceMs), goal: 1 },
      { name: 'two trainings that share nothing', measure: apart, goal },
      { name: 'one thread', measure: single, goal: 1 },
    ],
  }
  for (const train of [both, one, alone]) train.close()
  torch.close()
  await worker.terminate()
}
