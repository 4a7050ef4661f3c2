import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadModel, modelFiles } from '../../../../src/pipeline/model-files.ts'
import { interopFile } from '../../../golden/interop/interop-cases.ts'
import { runTickwise } from '../run-tickwise.ts'

let folder: string
const inside = (name: string) => join(folder, name)
const golden = (name: string) => fileURLToPath(interopFile(name))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tickwise-exchange-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

describe('tickwise import', () => {
  test('writes a model that can be loaded, and says what came', async () => {
    const out = inside('new/gru.safetensors')
    const { code, out: said } = await runTickwise(['import', golden('torch-gru-2layers.safetensors'), '--out', out])
    expect(code).toBe(0)
    expect(said).toContain('PyTorch state_dict: 3 inputs, GRU (reset after) 6, GRU (reset after) 6, 2 outputs')
    expect((await loadModel(out)).spec).toMatchObject({
      name: 'torch-gru-2layers',
      input: { kind: 'vector', size: 3 },
      head: { kind: 'forecast', horizons: [1, 2] },
    })
  })

  test('takes what the file does not say from the options', async () => {
    const out = inside('labels.safetensors')
    const features = 'log-return:1,difference:2,volatility:20'
    const words = ['import', golden('tfjs-lstm.json'), '--out', out, '--name', 'mine', '--json']
    const { code, out: said } = await runTickwise([...words, '--classes', 'down,up', '--features', features])
    expect(code).toBe(0)
    const { spec, fingerprint } = await loadModel(out)
    expect(JSON.parse(said)).toMatchObject({ model: out, fingerprint, spec })
    expect(spec.name).toBe('mine')
    expect(spec.head).toEqual({ kind: 'label', classes: ['down', 'up'] })
    expect(spec.input).toMatchObject({ features: [{ lag: 1 }, { kind: 'difference' }, { halfLife: 20 }] })
  })

  test('reads the words of a vocabulary, one a line', async () => {
    await writeFile(inside('words.txt'), 'yes\r\nno\r\n')
    const out = inside('words.safetensors')
    const words = ['import', golden('keras-lstm.h5'), '--out', out, '--vocabulary', inside('words.txt')]
    expect((await runTickwise(words)).code).toBe(0)
    expect((await loadModel(out)).spec.head).toEqual({ kind: 'next', vocabulary: ['yes', 'no'] })
  })

  const refused: [string, number, readonly string[], RegExp][] = [
    ['a file that is not there', 1, ['nowhere.onnx'], /nowhere[.]onnx/],
    ['a file of another kind', 1, [golden('README.md')], /safetensors, ONNX, Keras/],
    ['too few horizons', 2, [golden('torch-gru-2layers.safetensors'), '--horizons', '1'], /2 outputs/],
    ['options of two heads', 2, [golden('tfjs-gru.json'), '--classes', 'a,b', '--horizons', '1,2'], /--horizons/],
    ['a head without its names', 2, [golden('tfjs-gru.json'), '--head', 'label'], /--classes/],
    ['unknown features', 2, [golden('tfjs-gru.json'), '--features', 'price'], /log-return:LAG/],
    ['too few features', 2, [golden('tfjs-gru.json'), '--features', 'log-return:1'], /an input of 3 numbers/],
    ['to write over what it reads', 2, [golden('tfjs-gru.json'), '--out', golden('tfjs-gru.json')], /of its own/],
  ]
  test.each(refused)('refuses %s', async (_, code, words, message) => {
    const ran = await runTickwise(['import', ...words])
    expect(ran.code).toBe(code)
    expect(ran.err).toMatch(message)
  })
})

describe('tickwise export', () => {
  test('and import give the same weights back', async () => {
    const [onnx, model] = [inside('prices.onnx'), inside('back.safetensors')]
    const exported = await runTickwise(['export', 'prices', '--as', 'onnx', '--out', onnx, '--json'])
    const shipped = await modelFiles('models').load('prices')
    expect(JSON.parse(exported.out)).toEqual({ file: onnx, format: 'onnx', fingerprint: shipped.fingerprint })
    expect((await runTickwise(['import', onnx, '--out', model])).code).toBe(0)
    expect((await loadModel(model)).weights).toEqual(shipped.weights)
  })

  test('refuses what the format cannot represent, by name', async () => {
    const { code, err } = await runTickwise(['export', 'prices', '--as', 'pytorch', '--out', inside('no.safetensors')])
    expect(code).toBe(1)
    expect(err).toMatch(/reset before in layer 0/)
  })

  test('does not write over the model', async () => {
    const model = inside('own.safetensors')
    await runTickwise(['import', golden('torch-gru-2layers.safetensors'), '--out', model])
    const { code, err } = await runTickwise(['export', model, '--as', 'pytorch', '--out', model])
    expect(code).toBe(2)
    expect(err).toMatch(/a file of its own/)
    expect((await loadModel(model)).spec.name).toBe('torch-gru-2layers')
  })
})
