import { describe, expect, it } from 'vitest'
import { toOnnx } from '../../../../src/model/export/to-onnx.ts'
import { toPytorch } from '../../../../src/model/export/to-pytorch.ts'
import { importModel } from '../../../../src/model/import/import-model.ts'
import type { Model } from '../../../../src/model/model.ts'
import { initialise } from '../../../../src/model/initialise.ts'
import { createModel } from '../../../../src/model/create-model.ts'
import { parseSafetensors } from '../../../../src/model/safetensors/parse-safetensors.ts'
import { gru, gruBefore, lstm, mixed, normalised, rnn } from './export-models.ts'

async function back(bytes: Uint8Array, { spec: { name, input, head } }: Model): Promise<string> {
  return (await importModel({ bytes }, { name, input, head })).fingerprint
}

describe('toOnnx', () => {
  it.each([rnn, lstm, gru, mixed, gruBefore])('$spec.name comes back as the same model', async (model) => {
    expect(await back(toOnnx(model), model)).toBe(model.fingerprint)
  })

  it('keeps zeros as they are, whatever their sign changes to on the way', async () => {
    const fresh = createModel(gru.spec, initialise(gru.spec, 3))
    expect(await back(toOnnx(fresh), fresh)).toBe(fresh.fingerprint)
    expect(await back(toPytorch(fresh), fresh)).toBe(fresh.fingerprint)
  })

  it('with layer normalisation is refused on the way back, by name', async () => {
    await expect(back(toOnnx(normalised), normalised)).rejects.toThrow(/LayerNormalization/)
    await expect(back(toPytorch(normalised), normalised)).rejects.toThrow(/norms[.]1[.]weight/)
  })

  it('gives the same bytes for the same model', () => {
    expect(toOnnx(mixed)).toEqual(toOnnx(mixed))
  })
})

describe('toPytorch', () => {
  it.each([rnn, lstm, gru, mixed])('$spec.name comes back as the same model', async (model) => {
    expect(await back(toPytorch(model), model)).toBe(model.fingerprint)
  })

  it('names tensors as torch.nn does', () => {
    const names = (model: Model) => parseSafetensors(toPytorch(model)).tensors.map(({ name }) => name)
    const parts = ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh']
    const layer = (module: string, n: number) => parts.map((part) => `${module}.${part}_l${n}`)
    const head = ['head.weight', 'head.bias']
    expect(names(lstm)).toEqual([...layer('lstm', 0), ...layer('lstm', 1), ...head])
    expect(names(mixed)).toEqual([...[0, 1, 2].flatMap((n) => layer(`layers.${n}`, 0)), ...head])
  })

  it('refuses a GRU that resets before the product, by layer', () => {
    expect(() => toPytorch(gruBefore)).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', received: 'reset before in layer 0' }),
    )
  })
})
