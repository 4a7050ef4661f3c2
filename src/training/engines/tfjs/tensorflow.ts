import type * as tensorFlow from '@tensorflow/tfjs'

/** The operations of TensorFlow.js, whichever package and back end they come from. */
export type TensorFlow = typeof tensorFlow
export type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs'
