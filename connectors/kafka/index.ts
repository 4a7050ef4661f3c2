export { acknowledgedSink, deadLetterSink, replaySink, sink } from './sink.ts'
export type { KafkaSinkOptions } from './sink-options.ts'
export { source, type KafkaSource } from './source.ts'
export type { Deserialize, KafkaRecord, KafkaSourceOptions } from './source-options.ts'
