import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { engineNames, engines } from '../../../../src/training/engines/engines.ts'
import { loadTensorFlow } from '../../../../src/training/engines/tfjs/load-tensorflow.ts'
import { prepareNode } from '../../../../src/training/engines/tfjs/prepare-node.ts'

describe('loadTensorFlow', () => {
  let folder: string
  let from: URL
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickwise-tfjs-'))
    from = pathToFileURL(join(folder, 'package.json'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const install = async (name: string, text: string) => {
    const to = join(folder, 'node_modules', name)
    await mkdir(to, { recursive: true })
    await writeFile(join(to, 'index.js'), text)
  }

  it('says what to type when nothing is installed', async () => {
    await expect(loadTensorFlow({ from })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      action: 'Type: npm install @tensorflow/tfjs@4.22.0 @tensorflow/tfjs-backend-wasm@4.22.0',
    })
  })

  it('says what to type when the native package is asked for and missing', async () => {
    await expect(loadTensorFlow({ from, backend: 'node' })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      action: 'Type: npm install @tensorflow/tfjs-node@4.22.0',
    })
  })

  it('takes the native package by default where it is installed, a GPU first', async () => {
    await install('@tensorflow/tfjs-node', 'module.exports = { is: "cpu" }')
    expect(await loadTensorFlow({ from })).toEqual({ name: 'tfjs-node', tf: { is: 'cpu' } })
    await install('@tensorflow/tfjs-node-gpu', 'module.exports = { is: "gpu" }')
    expect(await loadTensorFlow({ from })).toEqual({ name: 'tfjs-node-gpu', tf: { is: 'gpu' } })
  })

  it('puts back what the native package calls and newer versions of Node lack', async () => {
    await install(
      '@tensorflow/tfjs-node',
      'const util = require("util"); module.exports = { ok: util.isNullOrUndefined(null) && util.isArray([]) }',
    )
    expect(await loadTensorFlow({ from, backend: 'node' })).toMatchObject({ tf: { ok: true } })
    expect(prepareNode).not.toThrow()
  })

  it('names a native library that does not load', async () => {
    await install('@tensorflow/tfjs-node', 'throw new Error("The binding is missing")')
    await expect(loadTensorFlow({ from })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      expected: '@tensorflow/tfjs-node to load',
      received: 'The binding is missing',
    })
  })
})

describe('engines', () => {
  it('open by name', async () => {
    expect((await engines.kernel()).name).toBe('kernel')
    expect((await engines['tfjs-wasm']()).name).toBe('tfjs-wasm')
    expect(engineNames).toEqual(['kernel', 'tensorflow', 'tfjs-wasm', 'tfjs-node'])
  })
})
