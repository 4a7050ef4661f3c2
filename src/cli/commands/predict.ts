import type { Command } from '../command.ts'
import { addSeriesOptions, type SeriesOptions } from '../train/series-options.ts'

export const predict: Command<SeriesOptions> = {
  examples: [
    'tickwise predict prices 120 123 125',
    'tickwise predict prices closes.csv',
    'tickwise predict reviews "The movie was interesting at first, but later became boring."',
    'tickwise predict typing "I am going to the"',
    'tickwise predict models/mine.safetensors closes.csv --target close --key symbol',
  ],
  configure(line) {
    addSeriesOptions(
      line
        .description(
          'Answers with the next value inside its 80 % band, the last value beside it. It says how far the next value ' +
            'may be, and promises no trend. With only a few values the band comes from histories as short in the ' +
            'training data, and the answer says so. A model of words answers to a text: reviews says after every word how ' +
            'positive it sounds, typing offers the next word.',
        )
        .argument(
          '<model>',
          'prices, reviews or typing (all ship with Tickwise), a name in models/, or the path of a .safetensors file',
        )
        .argument('<values...>', 'the last values, oldest first; or one CSV file; or a text'),
    )
  },
  async run({ operands: [model, ...values], options, print, note, surroundings }) {
    const { predictNext } = await import('../predict/predict-next.ts')
    return predictNext({ ...options, model: model!, values }, { print, note, signal: surroundings.interrupted })
  },
}
