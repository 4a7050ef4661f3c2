import type { DeadLetter } from '../../src/stream/dead-letter.ts'
import type { FormatOutput } from '../../src/stream/format-output.ts'
import { parseOptions } from '../../src/stream/parse-options.ts'
import type { AcknowledgedSink, TransactionalSink } from '../../src/stream/sink.ts'
import { KafkaAcknowledgedSink } from './acknowledged-sink.ts'
import { sinkOptionsSchema, type KafkaSinkOptions, type SinkSettings } from './sink-options.ts'
import { KafkaTransactionalSink } from './transactional-sink.ts'
import { writeDeadLetters, writeOutputs, writeReplays, type WriteRecords } from './write-records.ts'

/**
 * Outputs to a Kafka topic, keyed as the Java client partitions, in transactions with the offsets of the input: exactly
 * once for `read_committed` readers. Dead letters go to `deadLetterTopic` with them. Errors: `CONFIG_INVALID`.
 */
export function sink<T = unknown>(options: KafkaSinkOptions<T>): TransactionalSink<T> {
  const settings = parse(options, 'kafka.sink')
  return new KafkaTransactionalSink<T>(settings, writerOf<T>(settings))
}

/** The same without transactions: at least once, and a repeat carries the same id. Errors: `CONFIG_INVALID`. */
export function acknowledgedSink<T = unknown>(options: KafkaSinkOptions<T>): AcknowledgedSink<T> {
  const settings = parse(options, 'kafka.acknowledgedSink')
  return new KafkaAcknowledgedSink<T>(settings, settings.topic, writerOf<T>(settings))
}

/** Dead letters to `topic`, at least once; the transactional sink takes them along by itself. */
export function deadLetterSink(options: Omit<KafkaSinkOptions<DeadLetter>, 'format'>): AcknowledgedSink<DeadLetter> {
  const settings = parse(options, 'kafka.deadLetterSink')
  return new KafkaAcknowledgedSink<DeadLetter>(settings, settings.topic, writeDeadLetters)
}

/** What dead letters hold back to `topic`, byte for byte; each record names its letter in the header `tickwise.replay-of`. */
export function replaySink(
  options: Omit<KafkaSinkOptions<unknown>, 'format'>,
): AcknowledgedSink<Pick<DeadLetter, 'raw'>> {
  const settings = parse(options, 'kafka.replaySink')
  return new KafkaAcknowledgedSink(settings, settings.topic, writeReplays)
}

function parse(options: unknown, what: string): SinkSettings {
  const settings = parseOptions(sinkOptionsSchema, options, what)
  return { ...settings, deadLetterTopic: settings.deadLetterTopic ?? `${settings.topic}-dead-letters` }
}

function writerOf<T>({ format }: SinkSettings): WriteRecords<T> {
  return writeOutputs(format as FormatOutput<T> | undefined)
}
