import { InvalidArgumentError, Option } from 'commander'
import type { BacktestTargetsChoice } from '../backtest/backtest-targets.ts'
import type { Command } from '../command.ts'
import { wholeNumber } from '../parse-number.ts'
import { parseHorizons, parseList } from '../train/parse-list.ts'
import { addTargetsOptions } from '../train/series-options.ts'

type BacktestOptions = Omit<BacktestTargetsChoice, 'path'>

export const backtest: Command<BacktestOptions> = {
  examples: [
    'tickwise backtest prices.csv --target close',
    'tickwise backtest prices.csv --model models/prices.safetensors --out forecasts.csv',
    'tickwise backtest load.csv --target mw --season 24,168 --horizons 1-24 --blend',
    'tickwise backtest prices.csv --pipeline pipeline.ts --key symbol',
    'tickwise backtest sensors.ndjson --target level --folds 5 --seeds 1,2,3 --control',
  ],
  configure(line) {
    addTargetsOptions(
      line
        .description(
          'Rolling-origin evaluation on a CSV or NDJSON file: at several origins a forecaster is trained on what came ' +
            'before, then every tick up to the next origin is forecast from, through the pipeline that serves. ' +
            'Prints the scores beside naive forecasts and writes a page with plots.',
        )
        .argument('<data>', 'values by key and time, .csv or .ndjson, gzip or not'),
    )
      .option('--model <file>', 'test this model as it is; nothing is trained')
      .option('--pipeline <file>', 'test the chain of this pipeline as it is, on whole rows as its ticks')
      .option('--folds <n>', 'origins at which is trained', wholeNumber(1, 100), 3)
      .option('--share <part>', 'last part of every key that is forecast', parsePart, 0.3)
      .option('--seeds <list>', 'one training each, such as 1,2,3', parseList(0, 0xffff_ffff), [1])
      .addOption(new Option('--cell <cell>', 'recurrent cell').choices(['rnn', 'lstm', 'gru']).default('gru'))
      .option('--hidden <units>', 'units of each layer', wholeNumber(1, 1024), 32)
      .option('--layers <n>', 'recurrent layers', wholeNumber(1, 8), 1)
      .option('--horizons <list>', 'ticks ahead, such as 1-5 or 1,5,20', parseHorizons, [1, 2, 3, 4, 5])
      .addOption(
        new Option('--changes <kind>', 'what is learned: log returns, or differences (auto: by the values)')
          .choices(['auto', 'log', 'difference'])
          .default('auto'),
      )
      .option(
        '--season <list>',
        'ticks of the seasons, such as 24,168: trains on seasonal forecasts',
        parseList(2, 4096),
        [],
      )
      .option('--updates <n>', 'gradient steps of each training at most', wholeNumber(1, 1_000_000), 600)
      .option('--control', 'train a stateless control beside: the same inputs without recurrence')
      .option('--blend', 'mix the forecasts with naive ones by online weights')
      .option('--no-calibrate', "keep the network's own intervals")
      .option('--coverage <part>', 'share of actuals that the intervals shall hold', parsePart, 0.8)
      .option('--page <file>', 'the page', 'backtest.html')
      .option('--out <file>', 'write every forecast as CSV')
  },
  async run({ operands, options, surroundings, print, note }) {
    const { backtestTargets } = await import('../backtest/backtest-targets.ts')
    return backtestTargets({ ...options, path: operands[0]! }, { ...surroundings, print, note })
  },
}

function parsePart(text: string): number {
  const value = Number(text)
  if (value > 0 && value < 1) return value
  throw new InvalidArgumentError('Expected a number between 0 and 1, such as 0.3.')
}
