import { fileURLToPath } from 'node:url'
import { tfjsNodeApp } from '../../scripts/tfjs-node-app.ts'
import { startTrainPeer, type TrainPeer } from './train-peer.ts'
import type { TrainProblem } from './train-problem.ts'

/** tfjs-node on one thread, in a process of its own. */
export function startTensorFlow(): TrainPeer {
  const script = fileURLToPath(new URL('tfjs-node-train-process.ts', import.meta.url))
  const one = { OMP_NUM_THREADS: '1', TF_NUM_INTRAOP_THREADS: '1', TF_NUM_INTEROP_THREADS: '1' }
  const env = { ...one, TFJS_NODE_APP: tfjsNodeApp(), TF_CPP_MIN_LOG_LEVEL: '2' }
  return startTrainPeer(process.execPath, ['--disable-warning=ExperimentalWarning', script], env, toRequest)
}

const toRequest = ({ weights, x, y, ...rest }: TrainProblem) => ({
  ...rest,
  weights: [...weights],
  x: [...x],
  y: [...y],
})
