import { map } from 'rxjs'
import * as kafka from '../../../connectors/kafka/index.ts'
import * as redis from '../../../connectors/redis/index.ts'
import { forecast } from '../../../operators/index.ts'
import { pipeline, type Pipeline } from '../../../src/index.ts'
import type { Source } from '../../../src/stream/source.ts'
import { speedModel } from '../stream-problem.ts'
import { partitions, type Trade } from './topic.ts'

export interface KafkaPipelineOptions {
  readonly brokers: string
  readonly redisUrl: string
  readonly topic: string
  /** Of the consumer group and of the state: a new one begins at the start of the topic. */
  readonly group: string
  readonly turnSize: number
  readonly guarantee: 'exactly-once' | 'at-least-once'
}

/** Parse, 8 features, GRU 8 to 64, a point and the last price out as JSON; checkpoints in Redis. */
export function kafkaPipeline({ brokers, redisUrl, topic, group, turnSize, guarantee }: KafkaPipelineOptions): {
  readonly source: Source<Trade>
  readonly pipeline: Pipeline
} {
  const source = kafka.source<Trade>({ brokers, groupId: group, topic, from: 'earliest' })
  const to = { brokers, topic: `${topic}-out`, create: { partitions } }
  const exactlyOnce = guarantee === 'exactly-once'
  const built = pipeline({
    name: 'bench',
    source,
    sink: exactlyOnce ? kafka.sink(to) : kafka.acknowledgedSink(to),
    ...(exactlyOnce ? {} : { deadLetters: kafka.deadLetterSink({ ...to, topic: `${topic}-dead` }) }),
    state: redis.store({ url: redisUrl, prefix: group }),
    guarantee,
    turn: { maxTicks: turnSize },
    operators: (trades) =>
      trades.pipe(
        forecast(speedModel(), { value: ({ price }: Trade) => Number(price) }),
        map(({ last, forecasts }) => ({ last, point: forecasts[0]!.point })),
      ),
  })
  return { source, pipeline: built as Pipeline }
}
