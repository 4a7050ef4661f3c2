import type { NextInput } from '../../src/training/language/next/next-options.ts'
import { trainNext } from '../../src/training/language/next/train-next.ts'
import type { Model } from '../../src/model/model.ts'
import type { TokenStream } from '../../src/training/language/next/next-window.ts'
import type { Bench, Figure } from './bench.ts'
import { chooseCaches } from './language/choose-caches.ts'
import { keptModel } from './language/kept-model.ts'
import { pennTreebank } from './language/penn-treebank.ts'
import { scoreModel, scoreTrigramWords, type WordScores } from './language/score-words.ts'
import { neuralWords, unigramWords, type CacheSettings } from './language/word-caches.ts'

const special = { silent: ['<unk>', 'N', '<eos>'], sentenceEnd: '<eos>' }
const lstm: NextInput = { cell: 'lstm', epochs: 8 }
const rnn: NextInput = {
  ...{ cell: 'rnn', epochs: 8, batch: 32, learningRate: 0.003, clip: 0.5, inputDropout: 0.1, outputDropout: 0.2 },
}

export const words: Bench = {
  name: 'words',
  about:
    'the next word on Penn Treebank, 10,000 words. The RNN learns from the first 95 % of its training part, and with it the rest ' +
    'chooses the settings of the caches, for the LSTM, too; that and the trigram have all of the training part. Figures on the whole of ' +
    'valid, the state carried. Keystrokes: a list of three that begin with what is typed; a pick costs one and brings the space. ' +
    'Settings of training are those of a study on the same text; half an hour of training on one core; ' +
    '`TICKWISE_KEEP` names a folder where trained models stay for the next run.',
  async *figures() {
    const text = pennTreebank()
    const trigram = scoreTrigramWords(text)
    print('Kneser-Ney trigram', trigram)
    const train = (name: string, options: NextInput, part: TokenStream) =>
      keptModel(name, { settings: { options, special, vocabulary: text.vocabulary }, text: part }, () =>
        trainNext(text.vocabulary, special, part, options),
      )
    const score = (name: string, model: Model, settings: CacheSettings) => {
      const scores = scoreModel(model, text, settings)
      print(name, scores.plain)
      print(`${name} with the last ${unigramWords} words, share ${settings.unigram.share}`, scores.unigram)
      const { share, sharpness } = settings.neural
      print(`${name} with the last ${neuralWords} states, share ${share}, sharpness ${sharpness}`, scores.neural)
      return scores
    }
    const simpleModel = await train('RNN 256', rnn, text.learned)
    const settings = chooseCaches(simpleModel, text.held)
    const simple = score('RNN 256', simpleModel, settings)
    yield once('RNN, perplexity', 'perplexity', 'lower', simple.plain.perplexity, { atMost: 135 }, trigram.perplexity)
    const gated = score('LSTM 256', await train('LSTM 256', lstm, text.train), settings)
    yield once('LSTM, perplexity', 'perplexity', 'lower', gated.plain.perplexity, { atMost: 113 }, trigram.perplexity)
    const { perplexity } = gated.neural
    yield once('LSTM with neural cache, perplexity', 'perplexity', 'lower', perplexity, { atMost: 101 })
    yield once('LSTM, among the first three', 'of words', 'higher', gated.plain.top3, { atLeast: 0.38 }, trigram.top3)
    const atLeast = trigram.saved + 0.02
    yield once('LSTM, keystrokes saved', 'of keystrokes', 'higher', gated.plain.saved, { atLeast }, trigram.saved)
  },
}

/** A figure that is the same every time. */
function once(
  name: string,
  unit: string,
  better: Figure['better'],
  measured: number,
  limit: Exclude<Figure['limit'], undefined>,
  trigram?: number,
): Figure {
  const baselines = trigram === undefined ? [] : [{ name: 'the trigram', measure: () => trigram, goal: 1 }]
  return { name, unit, better, value: () => measured, limit, rounds: 1, baselines }
}

function print(name: string, { perplexity, top1, top3, saved, savedUnrepeated }: WordScores): void {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`
  console.log(
    `    ${name}: perplexity ${perplexity.toFixed(1)}, first ${percent(top1)}, first three ${percent(top3)}, ` +
      `keystrokes saved ${percent(saved)} (${percent(savedUnrepeated)} without repeats)`,
  )
}
