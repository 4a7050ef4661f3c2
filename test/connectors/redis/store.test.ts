import { randomUUID } from 'node:crypto'
import { store } from '../../../connectors/redis/index.ts'
import { storeContract } from '../../../src/testing/contracts/store-contract.ts'
import { describeRedis } from '../../services/describe-redis.ts'
import { removeNames } from './remove-names.ts'

describeRedis('redis', (url) => {
  storeContract('redis', () => {
    const options = { prefix: `test-${randomUUID()}`, maxLoadKeys: 300 }
    return {
      store: store({ ...options, url: url() }),
      reopen: () => store({ ...options, url: url() }),
      dispose: () => removeNames(url(), options.prefix),
    }
  })
})
