import { describe, expect, it } from 'vitest'
import { parseSafetensors } from '../../../src/model/safetensors/parse-safetensors.ts'
import { toSafetensors } from '../../../src/model/safetensors/to-safetensors.ts'

describe('parseSafetensors', () => {
  it('reads what toSafetensors wrote', () => {
    const file = {
      metadata: { a: '1' },
      tensors: [
        { name: 'half', dtype: 'F16', shape: [3], values: Float32Array.of(1, -0.5, 2 ** -24) },
        { name: 'full', dtype: 'F32', shape: [1, 2], values: Float32Array.of(0.1, -3e38) },
      ],
    } as const
    const { metadata, tensors } = parseSafetensors(toSafetensors(file))
    expect(metadata).toEqual(file.metadata)
    expect(tensors.map(({ name, dtype, shape, values }) => ({ name, dtype, shape, values }))).toEqual(file.tensors)
  })

  const a = (from: number, to: number) => `"a":{"dtype":"F32","shape":[1],"data_offsets":[${from},${to}]}`
  const b = (from: number, to: number) => `"b":{"dtype":"F32","shape":[1],"data_offsets":[${from},${to}]}`
  const refused: [string, Uint8Array, RegExp][] = [
    ['an empty file', new Uint8Array(0), /0 bytes/],
    ['a header longer than the limit', raw('{}', 0, 2n ** 63n), /at most 16777216/],
    ['a header longer than the file', raw('{}', 0, 100n), /ends after 10 bytes/],
    ['invalid UTF-8', raw(Uint8Array.of(0x7b, 0xff, 0x7d)), /UTF-8/],
    ['invalid JSON', raw('{"a":'), /JSON header/],
    ['an array as header', raw('[]'), /JSON object/],
    ['a tensor named twice', raw(`{${a(0, 4)},${a(0, 4)}}`, 4), /"a" twice/],
    ['a tensor named twice by an escape', raw(`{${a(0, 4)},${a(0, 4).replace('"a"', '"\\u0061"')}}`, 4), /"a" twice/],
    [
      'a field named twice',
      raw('{"a":{"dtype":"F32","dtype":"F16","shape":[1],"data_offsets":[0,4]}}', 4),
      /"dtype" twice/,
    ],
    ['metadata that is no text', raw('{"__metadata__":{"a":1}}'), /text values/],
    ['an unknown dtype', raw(`{${a(0, 4).replace('F32', 'I64')}}`, 4), /float32 or float16 tensor "a"/],
    ['an unknown field', raw(`{${a(0, 4).replace('"shape"', '"x":1,"shape"')}}`, 4), /tensor "a"/],
    ['a negative size', raw(`{${a(0, 4).replace('[1]', '[-1]')}}`, 4), /tensor "a"/],
    [
      'a size that overflows',
      raw(`{${a(0, 4).replace('[1]', '[9007199254740991,9007199254740991]')}}`, 4),
      /tensor "a"/,
    ],
    ['offsets that do not fit the shape', raw(`{${a(0, 8)}}`, 8), /4 bytes for tensor "a"/],
    ['an overlap', raw(`{${a(0, 4)},${b(0, 4)}}`, 4), /overlap/],
    ['a hole', raw(`{${a(0, 4)},${b(8, 12)}}`, 12), /hole/],
    ['trailing bytes', raw(`{${a(0, 4)}}`, 5), /trailing/],
    ['a tensor past the end', raw(`{${a(0, 4)}}`, 3), /3 bytes/],
  ]
  it.each(refused)('refuses %s', (_, bytes, message) => {
    expect(() => parseSafetensors(bytes)).toThrow(expect.objectContaining({ code: 'MODEL_INVALID' }))
    expect(() => parseSafetensors(bytes)).toThrow(message)
  })

  it.each([NaN, Infinity, -Infinity])('refuses the number %s in both dtypes', (value) => {
    for (const dtype of ['F32', 'F16'] as const) {
      const bytes = toSafetensors({
        metadata: {},
        tensors: [{ name: 'a', dtype, shape: [2], values: Float32Array.of(0, value) }],
      })
      expect(() => parseSafetensors(bytes)).toThrow(/finite numbers in tensor "a".*index 1/)
    }
  })

  it('allocates nothing for a size that the file does not hold', () => {
    const shape = `[${2 ** 40}]`
    const bytes = raw(`{"a":{"dtype":"F32","shape":${shape},"data_offsets":[0,${2 ** 42}]}}`, 4)
    expect(() => parseSafetensors(bytes)).toThrow(/bytes of tensors/)
  })
})

function raw(header: string | Uint8Array, dataBytes = 0, length?: bigint): Uint8Array {
  const json = typeof header === 'string' ? new TextEncoder().encode(header) : header
  const bytes = new Uint8Array(8 + json.length + dataBytes)
  new DataView(bytes.buffer).setBigUint64(0, length ?? BigInt(json.length), true)
  bytes.set(json, 8)
  return bytes
}
