import { Option } from 'commander'
import type { EngineName } from '../../training/engines/engines.ts'
import type { Command } from '../command.ts'
import { wholeNumber } from '../parse-number.ts'
import { engineOption } from '../train/engine-option.ts'
import { addSeriesOptions, type SeriesOptions } from '../train/series-options.ts'

interface CompareOptions extends SeriesOptions {
  readonly changes: 'log' | 'difference'
  readonly hidden: number
  readonly seed: number
  readonly quick?: true
  readonly full?: true
  readonly engine: EngineName
  readonly out: string
}

export const compare: Command<CompareOptions> = {
  examples: [
    'tickwise compare',
    'tickwise compare prices.csv --hidden 64',
    'tickwise compare sensors.csv --target level --changes difference --json',
  ],
  configure(line) {
    addSeriesOptions(
      line
        .description(
          'Measures RNN, LSTM and GRU side by side: size, speed, how long they can remember (the adding problem at ' +
            'growing lengths), how their gradient vanishes or explodes, and how well they forecast the last 15 % of ' +
            'every key of your data beside the last value. Prints a table and writes a page with plots.',
        )
        .argument('[data.csv]', 'values by key and time; without it, the daily prices that ship'),
    )
      .addOption(
        new Option('--changes <kind>', 'what is learned: log returns (prices) or differences (any values)')
          .choices(['log', 'difference'])
          .default('log'),
      )
      .option('--hidden <units>', 'units of the one layer', wholeNumber(1, 1024), 32)
      .option('--seed <n>', 'of the first weights and the tasks', wholeNumber(0, 1_000_000), 1)
      .addOption(new Option('--quick', 'only a look: one length, short trainings').conflicts('full'))
      .option('--full', 'longer sequences and longer trainings; takes many minutes')
      .addOption(engineOption('what trains the adding problem'))
      .option('--out <file>', 'the page', 'compare.html')
  },
  async run({ operands, options, surroundings, print, note }) {
    const { runCompare } = await import('../compare/run-compare.ts')
    return runCompare({ ...options, path: operands[0] }, { ...surroundings, print, note })
  },
}
