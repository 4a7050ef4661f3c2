import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = await mkdtemp(join(tmpdir(), 'tickwise-models-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the model that ships, and its card, are what `npm run models` makes', async () => {
  const words = ['--disable-warning=ExperimentalWarning', join(root, 'scripts/build-models.ts'), folder]
  await promisify(execFile)(process.execPath, words)
  for (const name of ['prices.safetensors', 'prices.md']) {
    const [built, shipped] = await Promise.all([
      readFile(join(folder, name)),
      readFile(join(root, 'src/model/shipped', name)),
    ])
    expect(built.equals(shipped), `${name} differs: run \`npm run models\` and commit what it makes`).toBe(true)
  }
})

test('the data that ships is the file its page describes', async () => {
  const data = await readFile(join(root, 'src/cli/data/prices.csv'))
  const page = await readFile(join(root, 'src/cli/data/PROVENANCE.md'), 'utf8')
  expect(page).toContain(createHash('sha256').update(data).digest('hex'))
  const rows = data.toString().trim().split('\n').slice(1)
  expect(rows).toEqual(rows.toSorted())
  for (const row of rows) expect(row).toMatch(/^\d{4}-\d\d-\d\d,(EUR(USD|JPY|GBP|AUD)|WTI),\d+(\.\d+)?$/)
})
