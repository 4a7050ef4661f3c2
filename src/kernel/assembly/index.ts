/** Everything that TypeScript calls; compiled by scripts/build-kernel.ts. */
export { firstFree, sigmoidRow, tanhRow } from './activations'
export { columnSums, gradientProduct } from './gradients'
export { gruAfterBackward, gruBeforeBackward } from './gru-backward'
export { lstmBackward } from './lstm'
export { forwardTimestep, step } from './network'
export { product } from './product'
export { rnnBackward } from './rnn'
export { exponentialRows, largestOfRows, scaleRows } from './softmax'
