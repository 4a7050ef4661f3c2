import { spawnSync } from 'node:child_process'
import { copyFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createModel } from '../../src/model/create-model.ts'
import { toPytorch } from '../../src/model/export/to-pytorch.ts'
import { initialise } from '../../src/model/initialise.ts'
import { modelSpecSchema } from '../../src/model/spec.ts'
import { createReaderFolder, readPage, root, type ReaderFolder } from './page.ts'

const page = await readPage('docs/how-to/import-a-model.md')
const python = process.env['TICKWISE_PYTHON'] ?? 'python3'
const [fromPytorch, fromOnnx, fromKeras, fromTensorFlowJs, toOnnx, toTorch] = page.commands

/** The network of the page's Python block, with other weights. */
const spec = modelSpecSchema.parse({
  name: 'forecaster',
  input: { kind: 'vector', size: 2 },
  layers: [
    { cell: 'gru', hidden: 16, reset: 'after' },
    { cell: 'gru', hidden: 16, reset: 'after' },
  ],
  head: { kind: 'forecast', horizons: [1], quantiles: [] },
})

async function importAndUse(folder: ReaderFolder): Promise<void> {
  const { out } = await folder.type(fromPytorch!)
  expect(out).toContain('2 inputs, GRU (reset after) 16, GRU (reset after) 16, 1 outputs')
  await folder.write('imported.ts', page.blocks('ts')[0]!)
  const ran = await folder.runModule('imported.ts')
  expect(ran.code, ran.err).toBe(0)
  expect(ran.out.trim().split('\n')).toHaveLength(3)
  expect(ran.out).toMatch(/^(-?\d+\.\d{6}\n){3}$/)
}

test('the page has the snippets and commands that are tried here', () => {
  expect([page.blocks('ts'), page.blocks('python'), page.commands].map(({ length }) => length)).toEqual([1, 1, 6])
})

test('a state_dict comes in, forecasts, and goes out again', async () => {
  const folder = await createReaderFolder()
  await writeFile(join(folder.path, 'forecaster.safetensors'), toPytorch(createModel(spec, initialise(spec, 1))))
  await importAndUse(folder)
  await folder.type(toOnnx!)
  await folder.type(toTorch!)
  await folder.type('tickwise import forecaster.pytorch.safetensors --out models/again.safetensors')
}, 300_000)

test('the Python block writes a file that comes in', async ({ skip }) => {
  const there = spawnSync(python, ['-c', 'import torch, safetensors']).status === 0
  skip(!there, `optional: needs ${python} with torch and safetensors: TICKWISE_PYTHON names another interpreter`)
  const folder = await createReaderFolder()
  const { status, stderr } = spawnSync(python, ['-c', page.blocks('python')[0]!], {
    cwd: folder.path,
    encoding: 'utf8',
  })
  expect(status, stderr).toBe(0)
  await importAndUse(folder)
}, 300_000)

test('networks of the other formats come in', async () => {
  const folder = await createReaderFolder()
  const files = {
    'exported-lstm.onnx': 'network.onnx',
    'keras-lstm.h5': 'keras.h5',
    'tfjs-gru.json': 'model.json',
    'tfjs-gru.bin': 'tfjs-gru.bin',
  }
  for (const [golden, name] of Object.entries(files)) {
    await copyFile(join(root, 'test/golden/interop', golden), join(folder.path, name))
  }
  expect((await folder.type(fromOnnx!)).out).toContain('ONNX: ')
  expect((await folder.type(fromKeras!)).out).toContain('Keras model: ')
  expect((await folder.type(fromTensorFlowJs!)).out).toContain('TensorFlow.js layers model: ')
}, 300_000)
