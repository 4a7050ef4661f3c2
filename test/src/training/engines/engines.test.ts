import { pathToFileURL } from 'node:url'
import { join } from 'node:path'
import { engineContract } from '../../../../src/testing/contracts/engine-contract.ts'
import { createTensorFlowEngine } from '../../../../src/training/engines/tfjs/create-tensorflow-engine.ts'
import { kernelEngine } from '../../../../src/training/kernel-engine.ts'

engineContract('kernel', () => kernelEngine)
engineContract('tfjs-wasm', () => createTensorFlowEngine({ backend: 'wasm' }))

// The folder of a built @tensorflow/tfjs-node; `npm run test:tfjs-node` makes one and sets it.
const native = process.env['TFJS_NODE_APP']
if (native) {
  const from = pathToFileURL(join(native, 'package.json'))
  engineContract('tfjs-node', () => createTensorFlowEngine({ backend: 'node', from }))
}
