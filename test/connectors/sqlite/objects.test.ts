import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { objects } from '../../../connectors/sqlite/index.ts'
import { objectStoreContract } from '../../../src/testing/contracts/object-store-contract.ts'

const scratch = () => mkdtemp(join(tmpdir(), 'tickwise-objects-'))

objectStoreContract('SQLite', async () => {
  const folder = await scratch()
  const path = join(folder, 'registry', 'models.sqlite')
  return { objects: objects(path), reopen: () => objects(path), dispose: () => rm(folder, { recursive: true }) }
})

it('refuses a file that is no database', async () => {
  const folder = await scratch()
  await writeFile(join(folder, 'models.sqlite'), 'not a database at all, but long enough to have a header of one')
  expect(() => objects(join(folder, 'models.sqlite'))).toThrow(expect.objectContaining({ code: 'STORE_FAILED' }))
  await rm(folder, { recursive: true })
})
