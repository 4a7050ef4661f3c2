import { expect, it } from 'vitest'
import { sink } from '../../../connectors/kafka/index.ts'
import { BrokerProxy } from '../../services/kafka/broker-proxy.ts'
import { useCluster } from './cluster.ts'
import { startWorker } from './worker.ts'

const cluster = useCluster()
/** The request by which a client asks for topics and their leaders. */
const metadata = 3

it('asks again where the brokers are out of reach when it looks for its topics', async () => {
  const worker = await startWorker(cluster, { partitions: 1 })
  const proxy = await new BrokerProxy(cluster.brokers).open()
  cluster.onClose(() => proxy.close())
  const out = sink({ brokers: proxy.address, topic: worker.outTopic, create: {} })
  cluster.onClose(() => out.close())
  const owner = { transactionalId: cluster.name('tx') }
  await out.open(owner)
  // With the next assignment it looks again.
  proxy.cutOnce({ at: metadata, delivered: false, downMs: 300 })
  await out.open(owner)
  expect(proxy.cuts).toBe(1)
  expect(proxy.requests).toContain(metadata)
})
