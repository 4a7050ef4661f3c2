import { describe, expect, it } from 'vitest'
import { importModel, type ImportFile } from '../../../../src/model/import/import-model.ts'
import { readInteropFile } from '../../../golden/interop/interop-cases.ts'

interface Layer {
  class_name: string
  config: Record<string, unknown>
  inbound_nodes?: unknown
}
interface File {
  format: string
  modelTopology: { class_name: string; config: { layers: Layer[] } }
  weightsManifest: { paths: string[]; weights: Record<string, unknown>[] }[]
}

/** A TensorFlow.js model with something changed; `cell` and `head` are its LSTM and Dense layers. */
function changed(change: (file: File, cell: Layer, head: Layer) => void): ImportFile {
  const { bytes, readBeside } = readInteropFile('tfjs-lstm.json')
  const file = JSON.parse(new TextDecoder().decode(bytes)) as { modelTopology: { model_config?: unknown } } & File
  const model = (file.modelTopology.model_config ?? file.modelTopology) as File['modelTopology']
  const find = (name: string) => model.config.layers.find(({ class_name }) => class_name === name)!
  file.modelTopology = model
  change(file, find('LSTM'), find('Dense'))
  return { bytes: new TextEncoder().encode(JSON.stringify(file)), readBeside: readBeside! }
}

describe('a layers model', () => {
  const refused: [string, (file: File, cell: Layer, head: Layer) => void, RegExp][] = [
    ['a hard sigmoid', (_, { config }) => (config.recurrent_activation = 'hard_sigmoid'), /sigmoid.*hard_sigmoid/],
    ['another activation', (_, { config }) => (config.activation = 'relu'), /activation tanh.*relu/],
    ['time that runs backwards', (_, { config }) => (config.go_backwards = true), /go_backwards false/],
    ['two directions', (_, cell) => (cell.class_name = 'Bidirectional'), /of kind Bidirectional/],
    ['an embedding', (_, cell) => (cell.class_name = 'Embedding'), /of kind Embedding/],
    ['a bent head', (_, __, { config }) => (config.activation = 'relu'), /linear, sigmoid or softmax.*relu/],
    ['a second Dense layer', ({ modelTopology: { config } }, _, head) => config.layers.push(head), /of kind Dense/],
    [
      'weights that are missing',
      ({ weightsManifest: [group] }) => (group!.weights[0]!.name = 'x/y'),
      /kernel in layer/,
    ],
    [
      'weights named twice',
      ({ weightsManifest: [group] }) => (group!.weights[1]!.name = group!.weights[0]!.name),
      /one kernel/,
    ],
    [
      'quantised weights',
      ({ weightsManifest: [group] }) => (group!.weights[0]!.quantization = { dtype: 'uint8' }),
      /quantised/,
    ],
    [
      'a size that the file does not hold',
      ({ weightsManifest: [group] }) => (group!.weights[0]!.shape = [3, 2 ** 40]),
      /bytes of weights/,
    ],
    ['a graph instead of layers', (file) => (file.format = 'graph-model'), /tfjs_layers_model/],
    [
      'weights in another folder',
      ({ weightsManifest: [group] }) => (group!.paths[0] = '../secret.bin'),
      /beside model.json/,
    ],
    ['a model that is a class of its own', ({ modelTopology }) => (modelTopology.class_name = 'MyModel'), /MyModel/],
    [
      'branches',
      ({ modelTopology }) => {
        modelTopology.class_name = 'Functional'
        for (const layer of modelTopology.config.layers) layer.inbound_nodes = [[['elsewhere', 0, 0, {}]]]
      },
      /one chain.*elsewhere/,
    ],
  ]
  it.each(refused)('with %s is refused by name', async (_, change, message) => {
    const refusal = { code: 'MODEL_INVALID', message: expect.stringMatching(message) }
    await expect(importModel(changed(change), { name: 'changed' })).rejects.toMatchObject(refusal)
  })

  it('with a sigmoid of one output, or a softmax, has labels', async () => {
    const { spec } = await importModel(
      changed((_, __, { config }) => (config.activation = 'softmax')),
      { name: 'labels' },
    )
    expect(spec.head).toEqual({ kind: 'label', classes: ['0', '1'] })
  })

  it('keeps the error of a weights file that cannot be read', async () => {
    const gone = new Error('gone')
    const file = { ...changed(() => undefined), readBeside: () => Promise.reject(gone) }
    await expect(importModel(file, { name: 'gone' })).rejects.toBe(gone)
  })

  it('needs its weights beside it', async () => {
    const { bytes } = changed(() => undefined)
    await expect(importModel({ bytes }, { name: 'alone' })).rejects.toThrow(/tfjs-lstm[.]bin/)
  })
})

describe('importModel', () => {
  it.each([
    ['a ZIP archive', [0x50, 0x4b, 3, 4], /model[.]save\('model[.]h5'\)/],
    ['a pickle', [0x80, 2], /safetensors[.]torch[.]save_file/],
    ['an empty file', [], /an empty file/],
    ['HDF5 that ends', [0x89, 0x48, 0x44, 0x46], /Keras model in HDF5/],
  ])('refuses %s and says how to convert it', async (_, bytes, message) => {
    await expect(importModel({ bytes: Uint8Array.from(bytes) }, { name: 'other' })).rejects.toMatchObject({
      code: 'MODEL_INVALID',
      message: expect.stringMatching(message),
    })
  })

  it('checks the options before the file', async () => {
    const options = { name: 'no spaces', head: { kind: 'label' as const, classes: ['one'] } }
    await expect(importModel({ bytes: new Uint8Array(0) }, options)).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      received: expect.stringMatching(/name.*classes/),
    })
  })
})
