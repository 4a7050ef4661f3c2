import { layersLength } from '../../src/model/core-network.ts'
import { tagTexts } from '../../src/training/language/tagging/tag-texts.ts'
import { trainTagger } from '../../src/training/language/tagging/train-tagger.ts'
import type { TaggingInput } from '../../src/training/language/tagging/tagging-options.ts'
import type { Bench } from './bench.ts'
import { movieReviews } from './language/movie-reviews.ts'

const seeds = [1, 2, 3]
const classes = ['negative', 'positive']
/** As many weights as an LSTM of 32 has, as near as whole units allow. */
const cells = [
  { cell: 'lstm', hidden: 32 },
  { cell: 'gru', hidden: 39 },
  { cell: 'rnn', hidden: 77 },
] as const

export const cellsOnText: Bench = {
  name: 'cells-on-text',
  about:
    'LSTM, GRU and RNN of as many weights on the sentences of film reviews, with the ratios of words as inputs and without. The ' +
    `settings are those chosen for the LSTM. Mean of seeds ${seeds.join(', ')}; a standard error of one accuracy is .007.`,
  *figures() {
    const [train, test] = [movieReviews('train'), movieReviews('test')]
    const texts = test.map(({ text }) => text)
    for (const withRatios of [true, false]) {
      for (const shape of cells) {
        const options: TaggingInput = { ...shape, ...(withRatios ? {} : { ratioBuckets: 0, epochs: 6 }) }
        let weights = 0
        const accuracies = seeds.map((seed) => {
          const model = trainTagger(train, classes, { ...options, seed })
          weights = layersLength(model.spec)
          const said = tagTexts(model, texts)
          return test.filter(({ label }, i) => (said[i]![1]! > 0.5 ? 1 : 0) === label).length / test.length
        })
        const mean = accuracies.reduce((a, b) => a + b) / seeds.length
        yield {
          name: `${shape.cell.toUpperCase()} ${shape.hidden}, ${weights} weights, ${withRatios ? 'with' : 'without'} ratios`,
          unit: 'right',
          better: 'higher',
          rounds: 1,
          value: () => mean,
          baselines: [],
        }
      }
    }
  },
}
