import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createModel } from '../../../../src/model/create-model.ts'
import { encodeModel } from '../../../../src/model/model-file.ts'
import { parseModelSpec } from '../../../../src/model/parse-model-spec.ts'
import { tensorLayout } from '../../../../src/model/tensors.ts'
import { runTickwise } from '../run-tickwise.ts'

const spec = parseModelSpec({
  name: 'prices',
  input: { kind: 'vector', size: 2 },
  layers: [{ cell: 'rnn', hidden: 2 }],
  head: { kind: 'forecast', horizons: [1], quantiles: [] },
})

describe.each(['folder', 'models.sqlite'])('tickwise models on a %s', (place) => {
  let folder: string
  const ask = (...words: string[]) => runTickwise(['models', ...words, '--registry', join(folder, place)])
  const fingerprints: string[] = []

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickwise-models-'))
    fingerprints.length = 0
    for (const weight of [0.25, 0.5]) {
      const model = createModel(spec, new Float32Array(tensorLayout(spec).length).fill(weight), {})
      const path = join(folder, `${weight}.safetensors`)
      await writeFile(path, encodeModel(model))
      fingerprints.push(model.fingerprint)
      expect((await ask('add', path)).out).toContain(model.fingerprint)
    }
  })
  afterEach(() => rm(folder, { recursive: true }))

  test('lists models, promotes, rolls back, and tells why', async () => {
    const [first, second] = fingerprints.map((fingerprint) => fingerprint.slice(0, 12)) as [string, string]
    await ask('promote', first, '--reason', 'the first')
    await ask('promote', second, '--reason', 'better last week')
    expect((await ask('list')).out).toMatch(new RegExp(`${second}.*champion`))
    expect((await ask('rollback', '--reason', 'worse since Monday')).out).toContain(`${first} is the champion again`)
    expect((await ask()).out).toMatch(new RegExp(`${first}.*champion`))
    const { out } = await ask('history')
    expect(out.match(/the first|better last week|worse since Monday/g)).toEqual([
      'the first',
      'better last week',
      'worse since Monday',
    ])
    const shown = JSON.parse((await ask('show', 'champion', '--json')).out) as Record<string, unknown>
    expect(shown).toMatchObject({ fingerprint: fingerprints[0], spec: { name: 'prices' } })
  })

  test('asks for a reason, and says which models there are', async () => {
    const without = await ask('promote', fingerprints[0]!)
    expect([without.code, without.err]).toEqual([2, expect.stringContaining('--reason') as string])
    const unknown = await ask('show', '0123456789')
    expect(unknown.code).not.toBe(0)
    for (const fingerprint of fingerprints) expect(unknown.err).toContain(fingerprint.slice(0, 12))
  })
})

test('an empty registry says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-models-'))
  const { code, out } = await runTickwise(['models', '--registry', join(folder, 'none')])
  expect([code, out]).toEqual([0, `no models in ${join(folder, 'none')} yet\n`])
  await rm(folder, { recursive: true })
})
