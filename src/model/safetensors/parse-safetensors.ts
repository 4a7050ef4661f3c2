import { fromFloat16 } from '../../numeric/float16.ts'
import { modelInvalid } from './model-invalid.ts'
import { parseHeader, type TensorEntry } from './parse-header.ts'
import type { Safetensors } from './safetensors.ts'

/**
 * Reads a safetensors file strictly: sizes are checked before anything is allocated; overlaps, holes, trailing bytes,
 * unknown dtypes, duplicate names and non-finite numbers are refused with `MODEL_INVALID`.
 */
export function parseSafetensors(bytes: Uint8Array): Safetensors {
  const { metadata, entries, dataBegin } = parseHeader(bytes)
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataBegin, bytes.length - dataBegin)
  return { metadata, tensors: entries.map((entry) => ({ ...entry, values: readValues(entry, view) })) }
}

function readValues({ name, dtype, begin, length }: TensorEntry, view: DataView): Float32Array {
  const values = new Float32Array(length)
  for (let i = 0; i < length; i++) {
    const value =
      dtype === 'F32' ? view.getFloat32(begin + 4 * i, true) : fromFloat16(view.getUint16(begin + 2 * i, true))
    if (!Number.isFinite(value)) throw modelInvalid(`finite numbers in tensor "${name}"`, `${value} at index ${i}`)
    values[i] = value
  }
  return values
}
