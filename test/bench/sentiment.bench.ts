import { naiveBayes } from '../../scripts/models/naive-bayes.ts'
import { tagTexts } from '../../src/training/language/tagging/tag-texts.ts'
import { trainTagger } from '../../src/training/language/tagging/train-tagger.ts'
import type { Bench } from './bench.ts'
import { movieReviews } from './language/movie-reviews.ts'

const seeds = [1, 2, 3]
const classes = ['negative', 'positive']

/** Runs once: the same seed gives the same bits, so a second time would tell nothing. */
function once(compute: () => number): () => number {
  let value: number | undefined
  return () => (value ??= compute())
}

export const sentiment: Bench = {
  name: 'sentiment',
  about:
    'an LSTM of 32 on 7,108 sentences of film reviews, no vectors from elsewhere; share of 3,554 test sentences that are ' +
    `right, mean of seeds ${seeds.join(', ')}. Naive Bayes is as good within its standard error of .007.`,
  *figures() {
    const [train, test] = [movieReviews('train'), movieReviews('test')]
    const texts = test.map(({ text }) => text)
    const share = (isRight: (i: number) => boolean) => test.filter((_, i) => isRight(i)).length / test.length
    const trained = once(() => {
      const accuracies = seeds.map((seed) => {
        const said = tagTexts(trainTagger(train, classes, { seed }), texts)
        return share((i) => (said[i]![1]! > 0.5 ? 1 : 0) === test[i]!.label)
      })
      console.log(`    seeds ${seeds.join(', ')}: ${accuracies.map((accuracy) => accuracy.toFixed(4)).join(', ')}`)
      return accuracies.reduce((a, b) => a + b) / seeds.length
    })
    const counted = once(() => {
      const guess = naiveBayes(train)
      return share((i) => guess(texts[i]!) === test[i]!.label)
    })
    const majority = once(() => {
      const ones = train.filter(({ label }) => label === 1).length
      return share((i) => test[i]!.label === (2 * ones > train.length ? 1 : 0))
    })
    yield {
      name: 'accuracy on MR, split of TextGCN',
      unit: 'right',
      better: 'higher',
      value: trained,
      rounds: 1,
      limit: { atLeast: 0.78 },
      baselines: [
        { name: 'naive Bayes, words and pairs', measure: counted, goal: 0.99 },
        { name: 'the more frequent class', measure: majority, goal: 1.5 },
      ],
    }
  },
}
