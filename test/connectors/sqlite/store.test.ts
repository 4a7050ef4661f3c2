import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { store } from '../../../connectors/sqlite/store.ts'
import { storeContract } from '../../../src/testing/contracts/store-contract.ts'

storeContract('sqlite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tickwise-sqlite-'))
  return {
    store: store(join(folder, 'deep/state')),
    reopen: () => store(join(folder, 'deep/state')),
    dispose: () => rm(folder, { recursive: true }),
  }
})
