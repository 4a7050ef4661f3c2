import { Option } from 'commander'
import type { Command } from '../command.ts'
import { wholeNumber } from '../parse-number.ts'
import { engineOption } from '../train/engine-option.ts'
import { parseHorizons, parseList } from '../train/parse-list.ts'
import { addTargetsOptions, type TargetsOptions } from '../train/series-options.ts'
import type { TrainSettings } from '../train/train-from-file.ts'

interface TrainOptions extends TargetsOptions, TrainSettings {
  readonly out?: string
}

export const train: Command<TrainOptions> = {
  examples: [
    'tickwise train prices.csv',
    'tickwise train sensors.csv --target level --key station --search',
    'tickwise train shop.csv --target visits,sales --known holiday --calendar week,year',
    'tickwise train load.csv --target mw --season 24,168 --horizons 1-24',
    'tickwise train prices.csv --cell lstm --hidden 64 --horizons 1,5,20 --out models/prices.safetensors',
  ],
  configure(line) {
    addTargetsOptions(
      line
        .description(
          'Trains a forecaster on a CSV file: a point and an 80 % band for each horizon. The last 15 % of every key are ' +
            'kept aside and scored at the end beside the last value. The same file, options and seed give the same ' +
            'model, byte by byte, with the engine kernel.',
        )
        .argument('<data.csv>', 'values by key and time, gzip or not; the oldest or the newest first'),
    )
      .addOption(new Option('--cell <cell>', 'recurrent cell').choices(['rnn', 'lstm', 'gru']).default('gru'))
      .option('--hidden <units>', 'units of each layer', wholeNumber(1, 1024), 32)
      .option('--layers <n>', 'recurrent layers', wholeNumber(1, 8), 1)
      .option('--layer-norm', 'layer normalisation of what each layer after the first takes in')
      .option('--horizons <list>', 'ticks ahead, such as 1-5 or 1,5,20', parseHorizons, [1, 2, 3, 4, 5])
      .addOption(
        new Option('--changes <kind>', 'what is learned: log returns, or differences (auto: by the values)')
          .choices(['auto', 'log', 'difference'])
          .default('auto'),
      )
      .option(
        '--season <list>',
        'ticks of the seasons, such as 24,168: learns to choose between seasonal forecasts',
        parseList(2, 4096),
        [],
      )
      .option('--search', 'try some cells and sizes first, and take what does best on a validation stretch')
      .option('--out <file>', 'model file (default: models/<name of the data>.safetensors)')
      .option('--seed <n>', 'of the first weights and the order of the data', wholeNumber(0, 0xffff_ffff), 1)
      .option('--updates <n>', 'gradient steps at most; training stops early by itself', wholeNumber(1, 1_000_000))
      .addOption(engineOption('what trains'))
  },
  async run({ operands, options, surroundings, print, note }) {
    const { trainTargets } = await import('../train/train-targets.ts')
    return trainTargets({ ...options, path: operands[0]! }, { ...surroundings, print, note })
  },
}
