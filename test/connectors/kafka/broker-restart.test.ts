import { expect, it } from 'vitest'
import { OwnBroker } from '../../services/kafka/own-broker.ts'
import { Cluster, nextBatch } from './cluster.ts'
import { committedValues, startWorker, toTurn } from './worker.ts'

const partitions = 2
const count = 2000

it('goes on where it was when the broker is killed and comes back, and loses and doubles nothing', async (context) => {
  const broker = await OwnBroker.start(context)
  const cluster = new Cluster()
  context.onTestFinished(() => cluster.close())
  cluster.brokers = broker.brokers
  const { topic, outTopic, source, sink } = await startWorker(cluster, { partitions, count })
  const places = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const offsetOf = (committed: ReadonlyMap<string, number>, partition: number) =>
    committed.get(`${topic}/${partition}`) ?? 0
  let [turns, done] = [0, 0]
  while (done < count) {
    const killing = ++turns === 5 ? broker.kill().then(() => broker.resume()) : undefined
    const outcome = await sink.commit(toTurn(await nextBatch(source, 150)))
    await killing
    const committed = await source.committed(places)
    done = places.reduce((sum, { partition }) => sum + offsetOf(committed, partition), 0)
    if (outcome === 'committed') continue
    for (const place of places) await source.seek(place, offsetOf(committed, place.partition))
  }
  expect(turns).toBeGreaterThan(count / 150)
  expect(await committedValues(cluster, outTopic)).toEqual(Array.from({ length: count }, (_, index) => index))
}, 120_000)
