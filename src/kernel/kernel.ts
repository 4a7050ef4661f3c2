import { TickwiseError } from '../errors.ts'
import { Arena } from './arena.ts'
import type { KernelExports } from './kernel-exports.ts'
import { kernelBase64 } from './kernel.generated.ts'

/** The compiled kernels over a memory of their own. */
export interface Kernel {
  readonly arena: Arena
  readonly run: KernelExports
}

/** Compiled kernels, and whether their tiles are those for vector registers of 256 bits. */
export interface CompiledKernel {
  readonly module: WebAssembly.Module
  readonly wideTiles: boolean
}

/** Compiled once a thread. */
let compiled: CompiledKernel | undefined

/**
 * Compiles the kernels for themselves, under the engine's flags of this moment: their bytes end in an empty section of that
 * name, so that the engine does not take them for kernels that it has compiled already.
 */
export function compileKernel(wideTiles: boolean, section?: string): CompiledKernel {
  const bytes = Uint8Array.from(atob(kernelBase64), (character) => character.charCodeAt(0))
  if (section === undefined) return { module: new WebAssembly.Module(bytes), wideTiles }
  const name = new TextEncoder().encode(section)
  const joined = Uint8Array.of(...bytes, 0, name.length + 1, name.length, ...name)
  return { module: new WebAssembly.Module(joined), wideTiles }
}

/** From now on `createKernel` takes these kernels on this thread. Meant for threads that do nothing but train. */
export function useKernel(kernel: CompiledKernel): void {
  compiled = kernel
}

/** Throws KERNEL_FAILED when the engine has no WebAssembly SIMD or no memory. */
export function createKernel(kernel?: CompiledKernel): Kernel {
  try {
    const { module, wideTiles } = kernel ?? (compiled ??= compileKernel(false))
    const memory = new WebAssembly.Memory({ initial: 1 })
    const instance = new WebAssembly.Instance(module, { env: { memory } })
    const run = instance.exports as unknown as KernelExports
    if (wideTiles) run.useWideTiles(1)
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
