/**
 * What a safetensors file holds: an 8-byte little-endian header length, a JSON header that names dtype, shape and bytes
 * of every tensor, then the raw numbers. The same file opens in Python. We write and read float32 and float16.
 */
export interface Safetensors {
  /** The header's `__metadata__`: text by name. */
  readonly metadata: Readonly<Record<string, string>>
  /** In the order of their bytes. */
  readonly tensors: readonly SafetensorsTensor[]
}

export interface SafetensorsTensor {
  readonly name: string
  readonly dtype: SafetensorsDtype
  readonly shape: readonly number[]
  /** Row-major, widened to float32. */
  readonly values: Float32Array
}

export type SafetensorsDtype = 'F32' | 'F16'

export const bytesPerNumber: Readonly<Record<SafetensorsDtype, number>> = { F32: 4, F16: 2 }

/** A longer header is refused before it is read. A vocabulary of 65,536 words fits many times. */
export const maxHeaderBytes = 16 * 1024 * 1024
