import { fitScale, logLoss } from '../../src/training/language/tagging/calibrate-tagger.ts'
import { tagLogits } from '../../src/training/language/tagging/tag-texts.ts'
import type { TaggedText } from '../../src/training/language/tagging/tagged-text.ts'
import type { TaggingInput } from '../../src/training/language/tagging/tagging-options.ts'
import { trainTagger } from '../../src/training/language/tagging/train-tagger.ts'
import { toProbabilities } from '../../src/text/to-probabilities.ts'
import { naiveBayes } from './naive-bayes.ts'

export interface ReviewScores {
  readonly sentences: number
  readonly folds: number
  /** Shares of sentences whose class is right. */
  readonly accuracy: number
  readonly naiveBayes: number
  readonly majority: number
  readonly logLoss: number
  /** What the logits are multiplied with, so that the model is as sure as it is right. */
  readonly scale: number
  /** By how sure the model was: from, how many sentences, and the share that was right. */
  readonly reliability: readonly { readonly from: number; readonly sentences: number; readonly right: number }[]
}

/** Scores of a tagger of two classes on sentences that it never saw: each fold by a model of the others. */
export function scoreByFolds(sentences: readonly TaggedText[], folds: number, options: TaggingInput): ReviewScores {
  const logits: Float64Array[] = []
  const labels: number[] = []
  let byCounts = 0
  for (let fold = 0; fold < folds; fold++) {
    const held = sentences.filter((_, i) => i % folds === fold)
    const others = sentences.filter((_, i) => i % folds !== fold)
    const guess = naiveBayes(others)
    const model = trainTagger(others, ['0', '1'], options)
    const texts = held.map(({ text }) => text)
    tagLogits(model, texts).forEach((row, i) => {
      logits.push(row ?? Float64Array.of(0))
      labels.push(held[i]!.label)
      if (guess(texts[i]!) === held[i]!.label) byCounts++
    })
  }
  const scale = fitScale(logits, labels)
  const sure = logits.map((row, i) => toProbabilities(row.map((logit) => logit * scale))[labels[i]!]!)
  const share = (count: number) => count / labels.length
  const ones = labels.filter((label) => label === 1).length
  return {
    sentences: labels.length,
    folds,
    accuracy: share(sure.filter((p) => p > 0.5).length),
    naiveBayes: share(byCounts),
    majority: share(Math.max(ones, labels.length - ones)),
    logLoss: logLoss(logits, labels, scale),
    scale,
    reliability: [0.5, 0.6, 0.7, 0.8, 0.9].map((from) => {
      const inside = sure.filter((p) => {
        const most = Math.max(p, 1 - p)
        return most >= from && (most < from + 0.1 || from === 0.9)
      })
      return {
        from,
        sentences: inside.length,
        right: inside.filter((p) => p > 0.5).length / Math.max(1, inside.length),
      }
    }),
  }
}
