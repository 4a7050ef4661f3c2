import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { objects } from '../../../connectors/file/index.ts'
import { objectStoreContract } from '../../../src/testing/contracts/object-store-contract.ts'

const scratch = () => mkdtemp(join(tmpdir(), 'tickwise-objects-'))

objectStoreContract('files', async () => {
  const folder = await scratch()
  return {
    objects: objects(join(folder, 'registry')),
    reopen: () => objects(join(folder, 'registry')),
    dispose: () => rm(folder, { recursive: true }),
  }
})

it('leaves nothing beside the objects, and does not see what a crash left', async () => {
  const folder = await scratch()
  const held = objects(folder)
  await held.create('models/a', Uint8Array.of(1))
  await held.create('models/a', Uint8Array.of(2))
  await writeFile(join(folder, 'models', '.unfinished'), 'half')
  expect(await readdir(join(folder, 'models'))).toEqual(['.unfinished', 'a'])
  expect(await held.list('')).toEqual(['models/a'])
  await rm(folder, { recursive: true })
})
