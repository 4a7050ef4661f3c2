import { toFloat16 } from '../../numeric/float16.ts'
import { bytesPerNumber, type Safetensors } from './safetensors.ts'

/**
 * The file's bytes, a function of the content alone. The header is padded with spaces to a multiple of 8 bytes, as the
 * format advises, so that tensors are aligned. Float16 rounds to the nearest.
 */
export function toSafetensors({ metadata, tensors }: Safetensors): Uint8Array {
  const header: [string, unknown][] = [['__metadata__', metadata]]
  let end = 0
  for (const { name, dtype, shape, values } of tensors) {
    const begin = end
    end += values.length * bytesPerNumber[dtype]
    header.push([name, { dtype, shape, data_offsets: [begin, end] }])
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const headerBytes = Math.ceil(json.length / 8) * 8
  const bytes = new Uint8Array(8 + headerBytes + end)
  bytes.fill(0x20, 8, 8 + headerBytes)
  bytes.set(json, 8)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(headerBytes), true)
  let at = 8 + headerBytes
  for (const { dtype, values } of tensors) {
    for (const value of values) {
      if (dtype === 'F32') view.setFloat32(at, value, true)
      else view.setUint16(at, toFloat16(value), true)
      at += bytesPerNumber[dtype]
    }
  }
  return bytes
}
