export { sink, type KafkaJsSinkOptions } from './sink.ts'
export { source } from './source.ts'
export type { KafkaJsSourceOptions } from './source-options.ts'
export type { AdminLike, ConsumerLike, ConsumerSettings, KafkaLike, ProducerLike, ProducerSettings } from './client.ts'
