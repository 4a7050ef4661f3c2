import type { TrainingEngine } from '../../engine.ts'
import { createTensorFlowNetwork } from './create-tensorflow-network.ts'
import { loadTensorFlow, type TensorFlowOptions } from './load-tensorflow.ts'

/**
 * TensorFlow.js as a training engine: an independent check of the kernels, and the way to a GPU. Loads when it is asked
 * for. Its results are close to the kernels', not equal, and differ between machines. Throws CONFIG_INVALID when the
 * packages are missing.
 */
export async function createTensorFlowEngine(options: TensorFlowOptions = {}): Promise<TrainingEngine> {
  const { tf, name } = await loadTensorFlow(options)
  return { name, createNetwork: (spec, weights) => createTensorFlowNetwork(tf, spec, weights) }
}
