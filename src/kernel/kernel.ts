import { TickwiseError } from '../errors.ts'
import { Arena } from './arena.ts'
import type { KernelExports } from './kernel-exports.ts'
import { kernelBase64 } from './kernel.generated.ts'
import { hasWideTiles } from './wide-tiles.ts'

/** The compiled kernels over a memory of their own. */
export interface Kernel {
  readonly arena: Arena
  readonly run: KernelExports
}

/** Compiled once a thread. */
let compiled: WebAssembly.Module | undefined

/** Throws KERNEL_FAILED when the engine has no WebAssembly SIMD or no memory. */
export function createKernel(): Kernel {
  try {
    compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0)))
    const memory = new WebAssembly.Memory({ initial: 1 })
    const instance = new WebAssembly.Instance(compiled, { env: { memory } })
    const run = instance.exports as unknown as KernelExports
    if (hasWideTiles()) run.useWideTiles(1)
    return { arena: new Arena(memory, run.firstFree()), run }
  } catch (cause) {
    throw new TickwiseError('KERNEL_FAILED', {
      expected: 'an engine with WebAssembly SIMD and memory for one more network',
      received: cause instanceof Error ? cause.message : String(cause),
      action: 'Use Node 22 or later, or a current browser, and close networks that are no longer needed.',
      cause,
    })
  }
}
