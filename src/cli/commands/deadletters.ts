import { Argument, Option } from 'commander'
import { deadLetterReasons, type DeadLetterReason } from '../../stream/dead-letter.ts'
import type { Command } from '../command.ts'
import { brokerList, wholeNumber } from '../parse-number.ts'

interface DeadLettersOptions {
  readonly brokers?: readonly string[]
  readonly reason?: DeadLetterReason
  readonly limit?: number
  readonly to?: string
}

const actions = ['list', 'show', 'replay'] as const

export const deadletters: Command<DeadLettersOptions> = {
  examples: [
    'tickwise deadletters list prices.dead-letters.ndjson',
    'tickwise deadletters show prices.dead-letters.ndjson prices:prices.csv:0:5120:0',
    'tickwise deadletters list forecasts-dead-letters --brokers localhost:9092 --reason late',
    'tickwise deadletters replay forecasts-dead-letters --brokers localhost:9092 --reason failed --to prices',
  ],
  configure(line) {
    line
      .description(
        'Ticks that were refused: how many and why, one of them whole, or all of them put back to where they are read ' +
          'from, once what was wrong is mended. Reads a file of dead letters, or with --brokers a topic of them. ' +
          'Letters that were cut when they were kept (4 KiB) are counted and not replayed. Replaying twice puts them in twice.',
      )
      .addArgument(new Argument('<action>', 'what to do').choices(actions))
      .argument('<where>', 'file of dead letters; with --brokers, the topic')
      .argument('[id]', 'of one letter, as list prints it')
      .option('--brokers <host:port,...>', 'brokers to begin with', brokerList)
      .addOption(new Option('--reason <reason>', 'only these').choices(deadLetterReasons))
      .option('--limit <n>', 'print at most so many (default: 20)', wholeNumber(0, 1_000_000))
      .option('--to <where>', 'of replay: the file to append to; with --brokers, the topic')
  },
  async run({ operands: [action, where, id], options, print, note, surroundings: { interrupted } }) {
    const { runDeadLetters } = await import('../deadletters/run-deadletters.ts')
    const { brokers, reason, limit = 20, to, json = false } = options
    const choice = { action: action as (typeof actions)[number], where: where!, id, brokers, reason, limit, to, json }
    return runDeadLetters(choice, { print, note, signal: interrupted })
  },
}
