import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTickwiseError } from '../../../../src/errors.ts'
import { importModel, type ImportFile } from '../../../../src/model/import/import-model.ts'
import { interopCases, readInteropFile } from '../../../golden/interop/interop-cases.ts'

/** What came of a file: a model, or the one error that a file may cause. Everything else fails the test. */
async function outcome(file: ImportFile): Promise<'model' | 'refused'> {
  try {
    const { weights } = await importModel(file, { name: 'hostile' })
    expect(weights.every((weight) => Number.isFinite(weight))).toBe(true)
    return 'model'
  } catch (error) {
    if (isTickwiseError(error, 'MODEL_INVALID')) return 'refused'
    throw error
  }
}

interface Damage {
  /** Where, as a share of the file. */
  readonly at: number
  readonly bytes: Uint8Array
}

const damage: fc.Arbitrary<Damage> = fc.record({
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  bytes: fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 8 }),
    fc.constantFrom(0, 0x7f, 0x80, 0xff).map((byte) => new Uint8Array(8).fill(byte)),
  ),
})

function damaged(whole: Uint8Array, wounds: readonly Damage[], length = 1): Uint8Array {
  const bytes = new Uint8Array(whole.subarray(0, Math.ceil(whole.length * length)))
  for (const wound of wounds) {
    const begin = Math.floor(wound.at * bytes.length)
    bytes.set(wound.bytes.subarray(0, bytes.length - begin), begin)
  }
  return bytes
}

describe('a damaged file', () => {
  it.each(interopCases.map(({ file }) => file))('made from %s gives a model or MODEL_INVALID', async (name) => {
    const { bytes, readBeside } = readInteropFile(name)
    const wounds = fc.array(damage, { minLength: 1, maxLength: 4 })
    const property = fc.asyncProperty(wounds, fc.boolean(), async (list, inside) => {
      const beside = async (path: string) => (inside ? damaged(await readBeside!(path), list) : readBeside!(path))
      const stands = name.endsWith('.json') && inside ? bytes : damaged(bytes, list)
      await outcome({ bytes: stands, readBeside: async (path) => (path in known ? beside(path) : new Uint8Array(0)) })
    })
    await fc.assert(property, { numRuns: 100, seed: 1 })
  })

  it.each(interopCases.map(({ file }) => file))('cut from %s is refused', async (name) => {
    const { bytes, readBeside } = readInteropFile(name)
    const cut = fc.double({ min: 0, max: 0.99, noNaN: true })
    const property = fc.asyncProperty(cut, async (length) => {
      expect(await outcome({ bytes: damaged(bytes, [], length), readBeside: readBeside! })).toBe('refused')
    })
    await fc.assert(property, { numRuns: 30, seed: 1 })
  })

  it('of any bytes behind a known beginning is refused', async () => {
    const beginnings = [[0x89, 0x48, 0x44, 0x46], [0x08, 0x08, 0x3a], [0x7b], [8, 0, 0, 0, 0, 0, 0, 0, 0x7b], []]
    const bytes = fc.tuple(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 400 }))
    const property = fc.asyncProperty(bytes, async ([beginning, rest]) => {
      expect(await outcome({ bytes: Uint8Array.from([...beginning, ...rest]) })).toBe('refused')
    })
    await fc.assert(property, { numRuns: 500, seed: 1 })
  })
})

/** The files that a whole model.json names; a damaged one may name any. */
const known: Readonly<Record<string, true>> = {
  'tfjs-simple-rnn.bin': true,
  'tfjs-lstm.bin': true,
  'tfjs-gru.bin': true,
}
