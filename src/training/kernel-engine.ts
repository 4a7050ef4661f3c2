import { createSequenceNetwork } from '../kernel/create-sequence-network.ts'
import type { TrainingEngine } from './engine.ts'

/** Our own kernels: the default. */
export const kernelEngine: TrainingEngine = {
  name: 'kernel',
  masksOutputs: true,
  createNetwork: createSequenceNetwork,
}
