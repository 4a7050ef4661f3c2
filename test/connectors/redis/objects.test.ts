import { randomUUID } from 'node:crypto'
import { objects } from '../../../connectors/redis/index.ts'
import { objectStoreContract } from '../../../src/testing/contracts/object-store-contract.ts'
import { describeRedis } from '../../services/describe-redis.ts'
import { removeNames } from './remove-names.ts'

describeRedis('redis objects', (url) => {
  objectStoreContract('Redis', async () => {
    const prefix = `test-${randomUUID()}`
    const [first, second] = [await objects({ url: url(), prefix }), await objects({ url: url(), prefix })]
    return { objects: first, reopen: () => second, dispose: () => removeNames(url(), prefix) }
  })
})
