import { objects } from '../../../connectors/memory/index.ts'
import { objectStoreContract } from '../../../src/testing/contracts/object-store-contract.ts'

objectStoreContract('memory', () => {
  const held = objects()
  return { objects: held, reopen: () => held }
})
