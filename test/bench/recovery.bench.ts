import { Redis } from 'ioredis'
import { createRandom } from '../../src/numeric/random.ts'
import { apiKeys, BrokerProxy } from '../services/kafka/broker-proxy.ts'
import type { Bench } from './bench.ts'
import { startServices } from './kafka/services.ts'
import { OutputReader } from './recovery/output-reader.ts'
import { createTopics, feedTicks, partitions, topics, type RecoveryPlace } from './recovery/problem.ts'
import { RecoveryProcess } from './recovery/worker-process.ts'

const keys = 1_000_000
const ticksPerRound = 100_000
/** When the worker is killed: so many outputs of the round are committed. */
const committedBefore = 20_000

export const recovery: Bench = {
  name: 'recovery',
  about:
    `${keys.toLocaleString('en')} keys in Redis, ${partitions} partitions. A worker is killed (-9) as its EndTxn is on the wire: ` +
    'outputs written, nothing decided. From the moment another worker is given the partitions to its first output that a ' +
    'read_committed reader gets; every output is read exactly once.',
  async *figures() {
    const services = await startServices()
    const proxy = await new BrokerProxy(services.brokers).open()
    try {
      await createTopics(services.brokers)
      await fill(services)
      let round = 0
      yield {
        name: 'assignment to first committed output',
        unit: 's',
        better: 'lower',
        rounds: 5,
        value: () => takeOver(services, proxy, ++round),
        baselines: [],
        limit: { atMost: 3 },
      }
    } finally {
      await proxy.close()
      await services.close()
    }
  },
}

/** One tick of each key goes through a worker. */
async function fill(place: RecoveryPlace): Promise<void> {
  await feedTicks(place.brokers, Array(keys).keys())
  await new RecoveryProcess({ ...place, id: 'first', stopAtEnd: true }).end()
  const client = new Redis(place.redisUrl)
  const sizes = await Promise.all((await client.keys('{*}')).map((name) => client.hlen(name)))
  const megabytes = Number(/used_memory:(\d+)/.exec(await client.info('memory'))?.[1]) / 2 ** 20
  client.disconnect()
  const found = sizes.reduce((sum, size) => sum + size, 0)
  if (found < keys) throw new Error(`${found} of ${keys} keys in Redis`)
  process.stderr.write(`  filled: ${keys} keys, ${megabytes.toFixed(0)} MB in Redis\n`)
}

/** Seconds from assignment to output. */
async function takeOver(place: RecoveryPlace, proxy: BrokerProxy, round: number): Promise<number> {
  const { brokers, redisUrl } = place
  const reader = await OutputReader.open(brokers, topics.output)
  const first = new RecoveryProcess({ redisUrl, brokers: proxy.address, id: `killed-${round}`, stopAtEnd: false })
  await first.assigned
  const random = createRandom(round)
  await feedTicks(
    brokers,
    Array.from({ length: ticksPerRound }, () => random.integer(keys)),
  )
  await reader.until(committedBefore)
  proxy.cutOnce({ at: apiKeys.endTxn, delivered: false, downMs: 1000, onCut: () => first.kill() })
  const exited = first.exit.then(() => true)
  while (!(await Promise.race([exited, reader.next().then(() => false)])));
  // What it has committed before.
  while ((await reader.next(500)) > 0);
  const committed = reader.ids.size

  const second = new RecoveryProcess({ ...place, id: `next-${round}`, stopAtEnd: false })
  await reader.until(committed + 1)
  const seconds = (Number(process.hrtime.bigint()) / 1e6 - (await second.assigned)) / 1000
  await reader.until(ticksPerRound)
  const { keysLoaded } = await second.end('SIGTERM')
  if ((await reader.next(500)) > 0) throw new Error('more outputs than ticks')
  await reader.close()
  process.stderr.write(
    `  round ${round}: ${committed} outputs before, ${keysLoaded} keys loaded, ${seconds.toFixed(2)} s\n`,
  )
  return seconds
}
