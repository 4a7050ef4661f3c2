import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { spawnTickwise } from './spawn-tickwise.ts'

/** Tells of a `process.exit`, which may never return while V8 compiles in the background. */
const telling = 'const { exit } = process; process.exit = (code) => { console.error("forced out"); exit(code) }'
const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(telling)}` }

async function createFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-leave-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const commands: readonly { readonly code: number; readonly words: readonly string[] }[] = [
  { code: 0, words: ['predict', 'prices', '120', '123', '125'] },
  { code: 2, words: ['predict'] },
  { code: 0, words: ['demo', 'prices', '--no-dashboard', '--speed', 'max'] },
]

for (const { code, words } of commands) {
  test(`nothing is left open, and the process leaves by itself with ${code}: tickwise ${words.join(' ')}`, async () => {
    const left = await spawnTickwise(words, await createFolder(), env).ended
    expect(left).toMatchObject({ code, signal: null })
    expect(left.err).not.toContain('forced out')
  }, 60_000)
}

test('the live page is closed when its run is interrupted', async () => {
  const { child, shown, ended } = spawnTickwise(['demo', 'prices', '--port', '0'], await createFolder(), env)
  await shown('Live page')
  child.kill('SIGINT')
  expect((await ended).err).not.toContain('forced out')
}, 60_000)
