import type { Observable } from 'rxjs'
import { expect, it } from 'vitest'
import * as memory from '../../../connectors/memory/index.ts'
import { classify, suggest } from '../../../operators/index.ts'
import { createRegistry, fromRegistry, pipeline, run } from '../../../src/index.ts'
import { loadModel } from '../../../src/pipeline/model-files.ts'

const shipped = (name: string) =>
  loadModel(new URL(`../../../src/model/shipped/${name}.safetensors`, import.meta.url).pathname)
const entries = [{ key: 'a', value: 'good' }]

async function serve(name: string, by: (of: string) => (words: Observable<string>) => Observable<unknown>) {
  const model = await shipped(name)
  const registry = createRegistry(memory.objects(), { now: () => 0 })
  await registry.add(model)
  await registry.promote(model.fingerprint, { reason: 'a test' })
  const work = (reference: string) => {
    const outputs = { sink: memory.sink(), deadLetters: memory.sink(), state: memory.store() }
    const operators = by(`${model.spec.name}@${reference}`)
    return run(
      pipeline({ source: memory.source<string>({ entries }), ...outputs, models: fromRegistry(registry), operators }),
    )
  }
  return { work, short: model.fingerprint.slice(0, 8), name: model.spec.name }
}

it.each([
  ['reviews', (of: string) => classify<string>(of)],
  ['typing', (of: string) => suggest<string>(of)],
] as const)('%s: a name whose model changes is refused at the start, and one version is taken', async (file, by) => {
  const { work, short, name } = await serve(file, by)
  await expect(work('champion')).rejects.toMatchObject({
    code: 'CHAIN_INVALID',
    received: expect.stringContaining(`"${name}@champion" in classify() or suggest()`) as string,
    action: expect.stringContaining(`"${name}@${short}"`) as string,
  })
  expect(await work(short)).toMatchObject({ ticks: 1, ended: true })
})
