let wide = false

/**
 * Lets all kernels that this thread creates from now on use tiles for vector registers of 256 bits. V8 has them when Node
 * runs with `--experimental-wasm-revectorize`; without it these tiles take twice as long. The bits are the same.
 */
export function useWideTiles(): void {
  wide = true
}

export function hasWideTiles(): boolean {
  return wide
}
