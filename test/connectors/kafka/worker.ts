import { sink, type KafkaSinkOptions } from '../../../connectors/kafka/index.ts'
import type { DeadLetter } from '../../../src/stream/dead-letter.ts'
import type { LogSource } from '../../../src/stream/log-source.ts'
import type { Output, TransactionalSink, TransactionalTurn } from '../../../src/stream/sink.ts'
import type { TickBatch } from '../../../src/stream/source.ts'
import { readAll, type Cluster } from './cluster.ts'

/** A topic with numbers in it, somebody who reads it, and a topic for what comes of it. */
export interface Worker {
  readonly topic: string
  readonly outTopic: string
  readonly source: LogSource
  readonly sink: TransactionalSink<unknown>
  readonly transactionalId: string
}

export async function startWorker(
  cluster: Cluster,
  { partitions = 2, count = 20, ...options }: Partial<KafkaSinkOptions<unknown>> & Partial<Input> = {},
): Promise<Worker> {
  const [topic, outTopic] = [await cluster.createTopic(partitions), cluster.name('out')]
  const records = Array.from({ length: count }, (_, i) => ({ value: String(i), partition: i % partitions }))
  await cluster.produce(topic, records)
  const source = await cluster.source({ topic, format: 'text' })
  const transactionalId = cluster.name('tx')
  const out = await openSink(cluster, transactionalId, { topic: outTopic, create: {}, ...options })
  return { topic, outTopic, source, sink: out, transactionalId }
}

interface Input {
  readonly partitions: number
  readonly count: number
}

export async function openSink(
  cluster: Cluster,
  transactionalId: string,
  options: Partial<KafkaSinkOptions<unknown>> & { readonly topic: string },
): Promise<TransactionalSink<unknown>> {
  const opened = sink({ brokers: cluster.brokers, ...options })
  cluster.onClose(() => opened.close())
  await opened.open({ transactionalId })
  return opened
}

/** What a pipeline would make of a batch: each tick as it is. */
export function toTurn({ ticks, deadLetters, next, receipt }: TickBatch<unknown>): TransactionalTurn<unknown> {
  const outputs = ticks.map((tick): Output => ({ ...tick, id: idOf(tick), ordinal: 0 }))
  const letters = deadLetters.map((value): Output<DeadLetter> => {
    const { topic, partition, offset, key = '' } = value
    return { id: `${idOf(value)}:dead`, topic, partition, offset, ordinal: 0, key, eventTime: undefined, value }
  })
  return { outputs, deadLetters: letters, next, receipt }
}

function idOf({ topic, partition, offset }: { topic: string; partition: number; offset: number }): string {
  return `test:${topic}:${partition}:${offset}:0`
}

/** The values that a reader of committed records finds in a topic, sorted. */
export async function committedValues(cluster: Cluster, topic: string): Promise<number[]> {
  const { ticks } = await readAll(await cluster.source({ topic, stopAtEnd: true }))
  return ticks.map(({ value }) => Number((value as { value: string }).value)).sort((a, b) => a - b)
}
