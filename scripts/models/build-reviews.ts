import { halveModel } from '../../src/model/model-file.ts'
import type { Model } from '../../src/model/model.ts'
import { scaleLogits } from '../../src/training/language/tagging/calibrate-tagger.ts'
import type { TaggingInput } from '../../src/training/language/tagging/tagging-options.ts'
import { trainTagger } from '../../src/training/language/tagging/train-tagger.ts'
import { reviewClasses, reviewSentences } from './review-sentences.ts'
import { scoreByFolds, type ReviewScores } from './review-scores.ts'

const folds = 10
/** Chosen by cross-validation on the same sentences. */
const options: TaggingInput = { name: 'reviews', seed: 1, ratioBuckets: 262_144, epochs: 8, batch: 32 }

/** Trains the model of reviews on all sentences; the scores come from models that never saw what they are scored on. */
export function buildReviews(): { model: Model; scores: ReviewScores } {
  const sentences = reviewSentences()
  const scores = scoreByFolds(sentences, folds, options)
  const model = halveModel(scaleLogits(trainTagger(sentences, reviewClasses, options), scores.scale))
  return { model, scores }
}
