import type { Command } from '../command.ts'
import { brokerList, positiveNumber, wholeNumber } from '../parse-number.ts'

interface FeedOptions {
  readonly topic: string
  readonly brokers: readonly string[]
  readonly speed?: number | 'max'
  readonly rate?: number
  readonly key?: string
  readonly time?: string
  readonly partitions?: number
  readonly loop?: true
}

export const feed: Command<FeedOptions> = {
  examples: [
    'tickwise feed prices.csv --topic prices --brokers localhost:9092 --key symbol --time date --speed max',
    'tickwise feed prices.csv --topic prices --brokers localhost:9092 --key symbol --time date --rate 50 --loop',
    'tickwise feed trades.ndjson.gz --topic trades --brokers a:9092,b:9092 --speed 10 --partitions 4',
  ],
  configure(line) {
    line
      .description(
        "Replays a CSV or NDJSON file (gzip or not) into a Kafka topic. A line becomes a record with the line's key; its " +
          'value is JSON of `key`, `time` (milliseconds since the epoch) and the columns of the line. What is no ' +
          'record is counted and left out. Every start begins at the beginning of the file.',
      )
      .argument('<file>', '.csv, .tsv, .ndjson or .jsonl, with or without .gz')
      .requiredOption('--topic <name>', 'topic to write to')
      .requiredOption('--brokers <host:port,...>', 'brokers to begin with', brokerList)
      .option('--speed <factor>', 'by event time: 1 as it was, 10 ten times as fast, or max (default: 1)', speed)
      .option('--rate <n>', 'ticks a second, whatever their times', positiveNumber)
      .option('--key <column>', "column of the key (default: `key`, else the file's name is every line's key)")
      .option('--time <column>', 'column of the event time (default: `time`)')
      .option('--partitions <n>', 'create the topic with so many partitions if it is not there', wholeNumber(1, 10_000))
      .option('--loop', 'begin again at the end, with times that go on')
  },
  async run({ operands, options, surroundings, print, note }) {
    const { feedFile } = await import('../feed/feed-file.ts')
    const { topic, brokers, speed, rate, key, time, partitions, loop = false, json = false } = options
    const choice = { file: operands[0]!, topic, brokers, speed, rate, key, time, partitions, loop, json }
    return feedFile(choice, { ...surroundings, print, note })
  },
}

function speed(text: string): number | 'max' {
  return text === 'max' ? text : positiveNumber(text)
}
