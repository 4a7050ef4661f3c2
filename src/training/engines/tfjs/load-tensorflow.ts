import { createRequire } from 'node:module'
import { TickwiseError } from '../../../errors.ts'
import { prepareNode } from './prepare-node.ts'
import type { TensorFlow } from './tensorflow.ts'

export interface TensorFlowOptions {
  /**
   * `node` is the native library, `wasm` the portable one; by default the native one where it is installed.
   */
  readonly backend?: 'auto' | 'node' | 'wasm' | undefined
  /** Where the packages are looked for: a file whose `node_modules` has them. Default: beside this package. */
  readonly from?: string | URL | undefined
}

const nativePackages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']
const portablePackages = ['@tensorflow/tfjs', '@tensorflow/tfjs-backend-wasm']

/** Loads TensorFlow.js, which is an optional peer, and readies its back end. Throws CONFIG_INVALID when it is missing. */
export async function loadTensorFlow(
  options: TensorFlowOptions = {},
): Promise<{ readonly tf: TensorFlow; readonly name: string }> {
  const { backend = 'auto', from = import.meta.url } = options
  const require = createRequire(from)
  const native = nativePackages.find((name) => isInstalled(require, name))
  if (backend === 'node' && !native) throw missing(nativePackages[1]!, 'npm install @tensorflow/tfjs-node@4.22.0')
  if (backend !== 'wasm' && native) return { tf: loadNative(require, native), name: native.replace('@tensorflow/', '') }
  const absent = portablePackages.filter((name) => !isInstalled(require, name))
  if (absent.length > 0) {
    throw missing(absent.join(' and '), `npm install ${portablePackages.map((name) => `${name}@4.22.0`).join(' ')}`)
  }
  const [tf] = portablePackages.map((name) => require(name) as TensorFlow)
  // Both packages are CommonJS, so that the back end registers with the very core that is loaded here.
  if (!(await tf!.setBackend('wasm'))) throw broken(portablePackages[1]!, undefined)
  await tf!.ready()
  return { tf: tf!, name: 'tfjs-wasm' }
}

function loadNative(require: NodeJS.Require, name: string): TensorFlow {
  prepareNode()
  try {
    return require(name) as TensorFlow
  } catch (cause) {
    throw broken(name, cause)
  }
}

function isInstalled(require: NodeJS.Require, name: string): boolean {
  try {
    return require.resolve(name) !== ''
  } catch {
    return false
  }
}

function missing(name: string, command: string): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `${name} for the engine that was asked for`,
    received: 'no such package',
    action: `Type: ${command}`,
  })
}

function broken(name: string, cause: unknown): TickwiseError {
  return new TickwiseError('CONFIG_INVALID', {
    expected: `${name} to load`,
    received: cause instanceof Error ? cause.message.split('\n')[0]! : 'a back end that does not start',
    action: `Install it again, with its native library, or train with another engine.`,
    cause,
  })
}
