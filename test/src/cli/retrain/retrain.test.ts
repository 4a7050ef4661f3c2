import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemoryTick } from '../../../../connectors/memory/index.ts'
import { encodeModel } from '../../../../src/model/model-file.ts'
import { openRegistry } from '../../../../src/cli/models/open-registry.ts'
import { changingStream, trainChampion, type Price } from '../../retraining/changing-stream.ts'
import { runTickwise } from '../run-tickwise.ts'

/** One key after the other, as files have them: what is newest only the times tell. */
function toCsv(entries: readonly MemoryTick<Price>[]): string {
  const rows = entries.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  const lines = rows.map(({ key, value, eventTime }) => `${key},${new Date(eventTime!).toISOString()},${value.price}`)
  return ['key,time,price', ...lines].join('\n')
}

const before = changingStream({ seed: 1, ticks: 3000 })
const changed = changingStream({ seed: 1, ticks: 5000, changeAt: 3000 })

describe('tickwise retrain', { timeout: 240_000 }, () => {
  let folder: string
  const path = (name: string) => join(folder, name)
  const retrain = (...words: string[]) =>
    runTickwise(['retrain', ...words, '--registry', path('registry'), '--updates', '100'])
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tickwise-retrain-'))
    await writeFile(path('before.csv'), toCsv(before))
    await writeFile(path('changed.csv'), toCsv(changed))
    const champion = await trainChampion(before)
    await writeFile(path('champion.safetensors'), encodeModel(champion))
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('needs a champion, a file or a pipeline, and says so', async () => {
    const [none, empty] = [await retrain(), await retrain(path('changed.csv'), '--target', 'price')]
    expect([none.code, none.err]).toEqual([2, expect.stringContaining('a file of values, or a pipeline')])
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('tickwise models add')])
  })

  test('promotes a challenger that learned what changed, and tells why', async () => {
    const add = ['models', 'add', path('champion.safetensors'), '--registry', path('registry')]
    const fingerprint = /[0-9a-f]{64}/.exec((await runTickwise(add)).out)![0]
    const promote = ['models', 'promote', fingerprint, '--reason', 'the first', '--registry', path('registry')]
    expect((await runTickwise(promote)).code).toBe(0)

    const same = await retrain(path('before.csv'), '--target', 'price', '--margin', '0.1')
    expect([same.code, same.out]).toEqual([0, expect.stringContaining('the champion stays')])
    const better = await retrain(path('changed.csv'), '--target', 'price', '--window', '4000', '--json')
    expect(better.code).toBe(0)
    expect(JSON.parse(better.out)).toMatchObject({ kind: 'promoted', judgement: { promote: true } })
    const history = await runTickwise(['models', 'history', '--registry', path('registry')])
    expect(history.out).toMatch(/retrain .*by hand, on changed.csv[\s\S]*promote .*less loss over \d+ ticks/)
  })

  test('takes log, operators and registry from a pipeline', async () => {
    const from = (file: string) => JSON.stringify(join(import.meta.dirname, '../../../..', file))
    const lines = [
      `import * as file from ${from('connectors/file/index.ts')}`,
      `import { createRegistry } from ${from('src/index.ts')}`,
      `const registry = createRegistry(file.objects(${JSON.stringify(path('other'))}), { now: Date.now })`,
      `const source = () => file.source({ path: ${JSON.stringify(path('changed.csv'))}, format: 'csv', columns: { key: 'key', price: 'price' } })`,
      `export default { kind: 'tickwise/pipeline', settings: { late: 'dead-letter' }, retrain: { registry, source, schedule: { cron: '0 2 * * *' } } }`,
    ]
    await writeFile(path('pipeline.ts'), lines.join('\n'))
    const registry = await openRegistry(path('other'))
    const champion = await trainChampion(before)
    await registry.add(champion)
    await registry.promote(champion.fingerprint, { reason: 'the first' })
    const ran = await runTickwise([
      'retrain',
      '--pipeline',
      path('pipeline.ts'),
      '--updates',
      '20',
      '--reason',
      'a test',
      '--json',
    ])
    expect([ran.err, ran.code]).toEqual(['', 0])
    const [, begun, decided] = await registry.history()
    expect(begun).toMatchObject({ kind: 'retrain', reason: 'a test' })
    expect(decided).toEqual((JSON.parse(ran.out) as { decision: unknown }).decision)
  })
})
