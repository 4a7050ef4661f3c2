import { expect, it } from 'vitest'
import { apiKeys, BrokerProxy, type Cut } from '../../services/kafka/broker-proxy.ts'
import { nextBatch, useCluster } from './cluster.ts'
import { committedValues, openSink, startWorker, toTurn, type Worker } from './worker.ts'

const cluster = useCluster()
const everything = Array.from({ length: 20 }, (_, index) => index)
/** Longer than a transaction may last, so that the client can't find out by itself. */
const downMs = 2500

/** A worker whose sink reaches the broker through a proxy, and the first turn. */
async function cutOff(cut: Cut) {
  const worker = await startWorker(cluster, { partitions: 1 })
  const proxy = await new BrokerProxy(cluster.brokers).open()
  cluster.onClose(() => proxy.close())
  const sink = await openSink(cluster, worker.transactionalId, {
    brokers: proxy.address,
    topic: worker.outTopic,
    transactionTimeoutMs: 1000,
  })
  const turn = toTurn(await nextBatch(worker.source))
  proxy.cutOnce(cut)
  return { worker, proxy, sink, turn }
}

async function committedOffset({ source, topic }: Worker): Promise<number | undefined> {
  return (await source.committed([{ topic, partition: 0 }])).get(`${topic}/0`)
}

it('learns from the offsets that a turn happened whose commit had no answer', async () => {
  const { worker, proxy, sink, turn } = await cutOff({ at: apiKeys.endTxn, delivered: true, downMs })
  expect(await sink.commit(turn)).toBe('committed')
  expect(proxy.cuts).toBe(1)
  expect(proxy.requests).toEqual(expect.arrayContaining([apiKeys.initProducerId, apiKeys.offsetFetch]))
  expect(proxy.requests).not.toContain(apiKeys.endTxn)
  expect(await committedOffset(worker)).toBe(20)
  expect(await committedValues(cluster, worker.outTopic)).toEqual(everything)
})

it('learns from the offsets that a turn did not happen whose commit never arrived', async () => {
  const { worker, proxy, sink, turn } = await cutOff({ at: apiKeys.endTxn, delivered: false, downMs })
  expect(await sink.commit(turn)).toBe('refused')
  expect(proxy.requests).toEqual(expect.arrayContaining([apiKeys.initProducerId, apiKeys.offsetFetch]))
  expect(await committedOffset(worker)).toBe(undefined)
  expect(await committedValues(cluster, worker.outTopic)).toEqual([])
  expect(await sink.commit(turn)).toBe('committed')
  expect(await committedValues(cluster, worker.outTopic)).toEqual(everything)
})

it('repeats the commit itself where the broker is back at once', async () => {
  const { worker, proxy, sink, turn } = await cutOff({ at: apiKeys.endTxn, delivered: true, downMs: 0 })
  expect(await sink.commit(turn)).toBe('committed')
  expect(proxy.requests).toContain(apiKeys.endTxn)
  expect(await committedValues(cluster, worker.outTopic)).toEqual(everything)
})

it('writes each output once where the answer to the data was lost', async () => {
  for (const ms of [0, downMs]) {
    const { worker, proxy, sink, turn } = await cutOff({ at: apiKeys.produce, delivered: true, downMs: ms })
    const outcome = await sink.commit(turn)
    expect(proxy.cuts).toBe(1)
    if (outcome === 'refused') expect(await sink.commit(turn)).toBe('committed')
    expect(await committedValues(cluster, worker.outTopic)).toEqual(everything)
    expect(await committedOffset(worker)).toBe(20)
  }
})
