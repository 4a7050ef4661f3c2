import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTickwiseError } from '../../../src/errors.ts'
import { decodeModel, encodeModel, halveModel } from '../../../src/model/model-file.ts'
import { parseSafetensors } from '../../../src/model/safetensors/parse-safetensors.ts'
import { toSafetensors } from '../../../src/model/safetensors/to-safetensors.ts'
import { smallModel } from './small-model.ts'

const model = smallModel()
const file = encodeModel(model)
const { fingerprint, spec, weights } = model

describe('a model file', () => {
  it('gives the model back, and the same bytes again', () => {
    expect(decodeModel(file)).toEqual(model)
    expect(encodeModel(decodeModel(file))).toEqual(file)
  })

  it('is read from anywhere inside a larger buffer', () => {
    const shifted = new Uint8Array(file.length + 3)
    shifted.set(file, 3)
    expect(decodeModel(shifted.subarray(3))).toEqual(model)
  })

  it('halves in float16 without becoming another model', () => {
    expect(() => encodeModel(model, { dtype: 'F16' })).toThrow(/float16/)
    const halved = halveModel(model)
    const small = encodeModel(halved, { dtype: 'F16' })
    expect(file.length - small.length).toBeGreaterThan(model.weights.length * 1.5)
    expect(decodeModel(small)).toEqual(halved)
    expect(halved.fingerprint).not.toBe(model.fingerprint)
  })

  it('is refused with MODEL_INVALID wherever it is cut', () => {
    for (let length = 0; length < file.length; length += 1 + (length >> 5)) {
      expect(refusal(file.slice(0, length))).toMatch(/^expected/)
    }
  })

  it('is refused when a weight has changed', () => {
    const changed = file.slice()
    changed[file.length - 1]! ^= 1
    expect(refusal(changed)).toMatch(/fingerprint/)
  })

  it('never fails in another way, whatever bytes change', () => {
    const edit = fc.record({ at: fc.nat(file.length - 1), byte: fc.integer({ min: 0, max: 255 }) })
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), fc.boolean(), (edits, early) => {
        const bytes = file.slice()
        // Half of the runs stay in the header, where the structure is.
        for (const { at, byte } of edits) bytes[early ? at % 900 : at] = byte
        if (Buffer.from(bytes).equals(Buffer.from(file))) return
        // A change inside the report is no fault: it is for people and not part of the fingerprint.
        const message = refusal(bytes)
        if (message === 'taken') expect(decodeModel(bytes)).toMatchObject({ fingerprint, spec, weights })
        else expect(message).toMatch(/^expected/)
      }),
      { numRuns: 2000, seed: 1 },
    )
  })
})

describe('what a file says about itself', () => {
  const parts = parseSafetensors(file)
  const rebuilt = (metadata: Record<string, string>) =>
    toSafetensors({ ...parts, metadata: { ...parts.metadata, ...metadata } })

  it('a spec that zod refuses is refused with every problem', () => {
    const spec = JSON.parse(parts.metadata.spec!) as { layers: { hidden: number }[]; name: string }
    spec.layers[0]!.hidden = -1
    spec.name = ''
    expect(refusal(rebuilt({ spec: JSON.stringify(spec) }))).toMatch(/name.*layers\.0\.hidden/s)
  })

  it('a spec for other tensors is refused by name and shape', () => {
    const spec = JSON.parse(parts.metadata.spec!) as { layers: { hidden: number }[] }
    spec.layers[0]!.hidden = 60_000
    expect(refusal(rebuilt({ spec: JSON.stringify(spec) }))).toMatch(
      /layers\.0\.inputWeights.*\[240000, 2\].*\[12, 2\]/,
    )
  })

  it('a missing and an unknown tensor are named', () => {
    const { metadata, tensors } = parts
    expect(refusal(toSafetensors({ metadata, tensors: tensors.slice(1) }))).toMatch(/layers\.0\.inputWeights.*none/)
    const extra = { name: 'extra', dtype: 'F32', shape: [0], values: new Float32Array(0) } as const
    expect(refusal(toSafetensors({ metadata, tensors: [...tensors, extra] }))).toMatch(/"extra"/)
  })

  it('a foreign format, a broken spec and a hostile report are refused', () => {
    expect(refusal(rebuilt({ format: 'pt' }))).toMatch(/tickwise-model-1; got pt/)
    expect(refusal(rebuilt({ spec: '{' }))).toMatch(/JSON as spec/)
    expect(refusal(rebuilt({ report: '3' }))).toMatch(/object as report/)
    expect(refusal(rebuilt({ report: '['.repeat(100_000) + ']'.repeat(100_000) }))).toMatch(/^expected/)
    expect(refusal(rebuilt({ report: `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}` }))).toMatch(/^expected/)
  })
})

function refusal(bytes: Uint8Array): string {
  try {
    decodeModel(bytes)
  } catch (error) {
    if (isTickwiseError(error, 'MODEL_INVALID')) return error.message
    throw error
  }
  return 'taken'
}
