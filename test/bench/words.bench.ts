import type { NextInput } from '../../src/training/language/next/next-options.ts'
import { trainNext } from '../../src/training/language/next/train-next.ts'
import type { Bench, Figure } from './bench.ts'
import { chooseCaches } from './language/choose-caches.ts'
import { pennTreebank } from './language/penn-treebank.ts'
import { scoreModel, scoreTrigramWords, type WordScores } from './language/score-words.ts'
import { neuralWords, unigramWords } from './language/word-caches.ts'

const special = { silent: ['<unk>', 'N', '<eos>'], sentenceEnd: '<eos>' }
const lstm: NextInput = { cell: 'lstm', epochs: 8 }
const rnn: NextInput = {
  ...{ cell: 'rnn', epochs: 8, batch: 32, learningRate: 0.003, clip: 0.5, inputDropout: 0.1, outputDropout: 0.2 },
}

export const words: Bench = {
  name: 'words',
  about:
    'the next word on Penn Treebank, 10,000 words: networks learn from the first 95 % of its training part, and the rest chooses ' +
    'the settings of the caches; the trigram has all of it. Figures on the whole of valid, the state carried. Keystrokes: a list ' +
    'of three that begin with what is typed; a pick costs one and brings the space. The settings of training are those of a ' +
    'study on the same text; half an hour of training on one core.',
  async *figures() {
    const text = pennTreebank()
    const trigram = scoreTrigramWords(text)
    print('Kneser-Ney trigram', trigram)
    const train = async (name: string, options: NextInput) => {
      const begin = performance.now()
      const model = await trainNext(text.vocabulary, special, text.learned, options)
      const minutes = ((performance.now() - begin) / 60_000).toFixed(1)
      const settings = chooseCaches(model, text.held)
      const scores = scoreModel(model, text, settings)
      print(`${name}, ${minutes} minutes`, scores.plain)
      print(`${name} with the last ${unigramWords} words, share ${settings.unigram.share}`, scores.unigram)
      const { share, sharpness } = settings.neural
      print(`${name} with the last ${neuralWords} states, share ${share}, sharpness ${sharpness}`, scores.neural)
      return scores
    }
    const simple = await train('RNN 256', rnn)
    yield once('RNN, perplexity', 'perplexity', 'lower', simple.plain.perplexity, { atMost: 135 }, trigram.perplexity)
    const gated = await train('LSTM 256', lstm)
    yield once('LSTM, perplexity', 'perplexity', 'lower', gated.plain.perplexity, { atMost: 113 }, trigram.perplexity)
    const cached = Math.min(gated.unigram.perplexity, gated.neural.perplexity)
    yield once('LSTM with cache, perplexity', 'perplexity', 'lower', cached, { atMost: 101 })
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
