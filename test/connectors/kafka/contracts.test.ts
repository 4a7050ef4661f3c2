import { source } from '../../../connectors/kafka/index.ts'
import { acknowledgedSink } from '../../../connectors/kafka/sink.ts'
import { acknowledgedSinkContract } from '../../../src/testing/contracts/sink-contract.ts'
import { sourceContract, type ContractEntry } from '../../../src/testing/contracts/source-contract.ts'
import { readAll, useCluster } from './cluster.ts'

const cluster = useCluster()
/** The topic of a test. It grows, as a log does; an input that does not go on from it is another topic of its name. */
let input: { readonly topic: string; readonly entries: readonly ContractEntry[] } | undefined

sourceContract('kafka', {
  create: async (entries) => {
    const topic = input?.topic ?? cluster.name('contract')
    let known = input?.entries
    if (known === undefined || !isPrefix(known, entries)) {
      if (known !== undefined) await cluster.admin().deleteTopics({ topics: [topic] })
      await cluster.createTopic(1, topic)
      known = []
    }
    const toRecord = (entry: ContractEntry) =>
      entry === 'malformed' ? { value: '{"torn' } : { key: entry.key, value: JSON.stringify(entry) }
    const more = entries.slice(known.length).map(toRecord)
    if (more.length > 0) await cluster.produce(topic, more)
    input = { topic, entries }
    const eventTime = ({ time }: { time: number }) => time
    return source({ brokers: cluster.brokers, groupId: cluster.name('g'), topic, eventTime, stopAtEnd: true })
  },
  dispose: () => {
    input = undefined
    return Promise.resolve()
  },
})

let topic = ''
acknowledgedSinkContract('kafka', {
  create: async () => {
    topic = await cluster.createTopic()
    return acknowledgedSink({ brokers: cluster.brokers, topic })
  },
  written: async () => {
    const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true }))
    return ticks.map(({ value }) => (value as { id: string }).id)
  },
})

function isPrefix(known: readonly ContractEntry[], entries: readonly ContractEntry[]): boolean {
  return JSON.stringify(entries.slice(0, known.length)) === JSON.stringify(known)
}
