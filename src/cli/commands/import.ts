import { Option } from 'commander'
import type { Command } from '../command.ts'
import type { HeadChoice } from '../exchange/head-choice.ts'
import { featureList, numberList, wordList } from '../exchange/lists.ts'
import type { FeatureSpec } from '../../model/spec.ts'

interface ImportCommandOptions extends HeadChoice {
  readonly name?: string
  readonly out?: string
  readonly features?: readonly FeatureSpec[]
  readonly headLayer?: string
}

export const importCommand: Command<ImportCommandOptions> = {
  examples: [
    'tickwise import network.safetensors',
    'tickwise import network.onnx --out models/network.safetensors',
    'tickwise import model.json --head label --classes down,up',
    'tickwise import keras.h5 --features log-return:1,volatility:20 --horizons 1,5',
  ],
  configure(line) {
    line
      .description(
        'Brings a recurrent network: a PyTorch state_dict in safetensors, an ONNX file, a Keras model in HDF5 (.h5) or a ' +
          'TensorFlow.js layers model (model.json). RNN, LSTM and GRU layers and one linear head come over; anything ' +
          'else is refused by name. What the file does not say, the options do.',
      )
      .argument('<file>', 'the file to read')
      .option('--name <name>', "the model's name (default: the file's)")
      .option('--out <file>', 'model file to write (default: models/<name>.safetensors)')
      .addOption(
        new Option('--head <kind>', 'what the outputs mean (default: a forecast of 1, 2, ... ticks ahead)').choices([
          'forecast',
          'label',
          'next',
        ]),
      )
      .option('--horizons <list>', 'ticks ahead, such as 1,5,20', numberList)
      .option('--quantiles <list>', 'levels beside each point forecast, such as 0.1,0.9', numberList)
      .addOption(
        new Option('--changes <kind>', 'what is forecast: log returns or differences, in units of their usual size')
          .choices(['log', 'difference'])
          .default('log'),
      )
      .option('--classes <list>', 'names of the classes of a label head, in their order', wordList)
      .option('--vocabulary <file>', 'words of a next head, one a line')
      .option(
        '--features <list>',
        'what a tick feeds in, such as log-return:1 (default: the numbers as they come)',
        featureList,
      )
      .option('--head-layer <name>', 'PyTorch: the module that is the head, where it is not "head" or the only one')
  },
  async run({ operands, options, print, note }) {
    const { importModelFile } = await import('../exchange/import-model-file.ts')
    return importModelFile({ ...options, path: operands[0]! }, { print, note })
  },
}
