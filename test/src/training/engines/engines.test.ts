import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { engineContract } from '../../../../src/testing/contracts/engine-contract.ts'
import { createTensorFlowEngine } from '../../../../src/training/engines/tfjs/create-tensorflow-engine.ts'
import { kernelEngine } from '../../../../src/training/kernel-engine.ts'

engineContract('kernel', () => kernelEngine)

// The folder of a built @tensorflow/tfjs-node; `npm run test:tfjs-node` makes one and sets it. One process has one
// TensorFlow.js: the native one takes the place of the portable one.
const native = process.env['TFJS_NODE_APP']
if (native) {
  const from = pathToFileURL(join(native, 'package.json'))
  engineContract('tfjs-node', () => createTensorFlowEngine({ backend: 'node', from }))
} else {
  engineContract('tfjs-wasm', () => createTensorFlowEngine({ backend: 'wasm' }))
}
