import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toOnnx } from '../../../../src/model/export/to-onnx.ts'
import { toPytorch } from '../../../../src/model/export/to-pytorch.ts'
import type { Model } from '../../../../src/model/model.ts'
import { createRandom } from '../../../../src/numeric/random.ts'
import { runModel } from '../import/run-model.ts'
import { gru, gruBefore, lstm, mixed, normalised, rnn } from './export-models.ts'

/** Names the interpreter; it needs onnxruntime for one half of the tests, torch and safetensors for the other. */
const python = process.env.TICKWISE_PYTHON ?? 'python3'
const reader = join(import.meta.dirname, 'read_exported.py')
const timeoutMs = 120_000
const options = { timeout: timeoutMs }

const random = createRandom(5)
const inputs = Array.from({ length: 2 }, () =>
  Array.from({ length: 7 }, () => Array.from({ length: 3 }, () => random.normal())),
)

const imports = (...modules: readonly string[]): boolean =>
  spawnSync(python, ['-c', `import ${modules.join(', ')}`], { timeout: timeoutMs }).status === 0

const there = { onnxruntime: false, torch: false }
let folder = ''
beforeAll(() => {
  there.onnxruntime = imports('onnxruntime')
  there.torch = imports('torch', 'safetensors')
  folder = mkdtempSync(join(tmpdir(), 'tickwise-export-'))
}, 2 * timeoutMs)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function expectSameOutputs(model: Model, bytes: Uint8Array, ending: string): void {
  const file = join(folder, `${model.spec.name}${ending}`)
  writeFileSync(file, bytes)
  const { stdout, stderr, status } = spawnSync(python, [reader, file], {
    input: JSON.stringify({ x: inputs }),
    encoding: 'utf8',
    timeout: timeoutMs,
  })
  expect(status, stderr).toBe(0)
  const theirs = (JSON.parse(stdout) as number[][][]).flat(2)
  const ours = runModel(model, inputs).flat(2)
  expect(theirs).toHaveLength(ours.length)
  expect(Math.max(...ours.map((value, i) => Math.abs(value - theirs[i]!)))).toBeLessThan(1e-5)
}

describe('an exported file', () => {
  it.for([rnn, lstm, gru, mixed, gruBefore, normalised])(
    'of $spec.name runs in onnxruntime',
    options,
    (model, { skip }) => {
      skip(!there.onnxruntime, `optional: needs ${python} with onnxruntime: TICKWISE_PYTHON names another interpreter`)
      expectSameOutputs(model, toOnnx(model), '.onnx')
    },
  )

  it.for([rnn, lstm, gru, mixed, normalised])('of $spec.name runs in PyTorch', options, (model, { skip }) => {
    skip(
      !there.torch,
      `optional: needs ${python} with torch and safetensors: TICKWISE_PYTHON names another interpreter`,
    )
    expectSameOutputs(model, toPytorch(model), '.safetensors')
  })
})
