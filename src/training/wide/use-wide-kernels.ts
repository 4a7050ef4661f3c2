import { setFlagsFromString } from 'node:v8'
import { compileKernel, useKernel, type CompiledKernel } from '../../kernel/kernel.ts'
import { giveSameBits } from './give-same-bits.ts'
import { isQuicker } from './is-quicker.ts'

/** Together they make V8 compile all kernels at once, with its optimising compiler, into 256-bit instructions. */
const flags = [
  { on: '--experimental-wasm-revectorize', off: '--no-experimental-wasm-revectorize' },
  { on: '--no-liftoff', off: '--liftoff' },
  { on: '--no-wasm-lazy-compilation', off: '--wasm-lazy-compilation' },
] as const

let tried: boolean | undefined

/**
 * Lets this thread train on kernels that are compiled for vector registers of 256 bits, where V8 and the processor have
 * them: about 1.7 times as fast, with the same bits. V8 counts this as an experiment, so the kernels are tested first, and
 * those that are wrong or no quicker are not used. Only what this call compiles is affected; still, call it on a thread
 * that does nothing but train. Returns whether they are used.
 *
 * @param foundQuicker by another thread of this training: they are not timed again, beside work that would disturb it
 */
export function useWideKernels({ foundQuicker = false } = {}): boolean {
  tried ??= tryWideKernels(foundQuicker)
  return tried
}

/** Whether this thread has them. */
export function hasWideKernels(): boolean {
  return tried === true
}

function tryWideKernels(foundQuicker: boolean): boolean {
  const plain = compileKernel(false)
  const wide = compileWide()
  const fits = giveSameBits(plain, wide) && (foundQuicker || isQuicker(wide, { ...wide, wideTiles: false }))
  if (fits) useKernel(wide)
  return fits
}

function compileWide(): CompiledKernel {
  for (const { on } of flags) setFlagsFromString(on)
  try {
    return compileKernel(true, 'wide')
  } finally {
    for (const { off } of flags) setFlagsFromString(off)
  }
}
