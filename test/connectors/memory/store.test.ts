import { store } from '../../../connectors/memory/store.ts'
import { storeContract } from '../../../src/testing/contracts/store-contract.ts'

storeContract('memory', () => {
  const memory = store()
  return { store: memory, reopen: () => memory }
})
