import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')
const folder = await mkdtemp(join(tmpdir(), 'tickwise-text-models-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(`${name}/package.json`)
    return true
  } catch {
    return false
  }
}

test('the model of reviews, and its card, are what `npm run models` makes', { timeout: 600_000 }, async (context) => {
  context.skip(!isInstalled('sentiment'), 'the package sentiment, which has the sentences, is not installed')
  const words = ['--disable-warning=ExperimentalWarning', join(root, 'scripts/build-text-models.ts'), folder, 'reviews']
  await promisify(execFile)(process.execPath, words)
  for (const name of ['reviews.safetensors', 'reviews.md']) {
    const [built, shipped] = await Promise.all([
      readFile(join(folder, name)),
      readFile(join(root, 'src/model/shipped', name)),
    ])
    expect(built.equals(shipped), `${name} differs: run \`npm run models\` and commit what it makes`).toBe(true)
  }
})
