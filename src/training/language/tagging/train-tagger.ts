import { createModel } from '../../../model/create-model.ts'
import { tensorOf } from '../../../model/core-network.ts'
import { initialise } from '../../../model/initialise.ts'
import type { Model } from '../../../model/model.ts'
import { inputSize, outputSize, ratioSize, stateSize, type ModelSpec } from '../../../model/spec.ts'
import { tensorLayout } from '../../../model/tensors.ts'
import { createRandom, type Random } from '../../../numeric/random.ts'
import { createTokenTable } from '../../../text/token-table.ts'
import { clipByGlobalNorm } from '../../clip-by-global-norm.ts'
import { learningRate } from '../../learning-rate.ts'
import { createOptimiser } from '../../optimisers/create-optimiser.ts'
import { createHiddenNetwork } from '../hidden-network.ts'
import { LabelHead } from './label-head.ts'
import type { TaggedText, TaggedTokens } from './tagged-text.ts'
import { taggerSpec } from './tagger-spec.ts'
import { fillBatch, type TaggingBatch } from './tagging-batch.ts'
import { taggingLoss } from './tagging-loss.ts'
import { parseTaggingOptions, type TaggingInput, type TaggingOptions } from './tagging-options.ts'
import { bucketText, countRatios } from './tokenise-texts.ts'

export interface TaggerProgress {
  readonly update: number
  readonly updates: number
  readonly loss: number
}

/**
 * Trains a tagger of texts: every token advances a recurrent state, and the head sees the last h, their mean, and how
 * the tokens so far lean by a naive-Bayes count. Seeded: the same texts and options give the same bits.
 *
 * @param texts in any order; empty ones are left out
 * @param classes names, by the index that texts are labelled with
 */
export function trainTagger(
  texts: readonly TaggedText[],
  classes: readonly string[],
  input: TaggingInput = {},
  onProgress: (progress: TaggerProgress) => void = () => {},
): Model {
  const options = parseTaggingOptions(input)
  const { spec, weights, examples } = prepare(texts, classes, options)
  const trained = tensorLayout(spec).tensors.find(({ name }) => name === 'input.ratios')?.offset ?? weights.length
  const parameters = weights.subarray(0, trained)
  const gradients = new Float32Array(trained)
  const optimiser = createOptimiser(trained, {
    ...{ kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    weightDecay: options.weightDecay,
  })
  const random = createRandom(options.seed)
  const pass = createPass(spec, options)
  const updates = options.epochs * Math.ceil(examples.length / options.batch)
  const rate = { peak: options.learningRate, warmUp: 0, decay: 'linear', floor: 0 } as const
  let update = 0
  let loss = 0
  try {
    for (let epoch = 0; epoch < options.epochs; epoch++) {
      for (const batch of drawBatches(examples, options.batch, random)) {
        const filled = fillBatch(batch, tensorOf(spec, weights, 'input.embedding'), ratioSize(spec), options, random)
        gradients.fill(0)
        loss = pass.run(weights, gradients, filled)
        clipByGlobalNorm(gradients, options.clip)
        optimiser.step(parameters, gradients, learningRate(rate, update, updates))
        onProgress({ update: ++update, updates, loss })
      }
    }
  } finally {
    pass.close()
  }
  return createModel(spec, weights, { task: 'tagging', options, texts: examples.length, updates, trainingLoss: loss })
}

function prepare(texts: readonly TaggedText[], classes: readonly string[], options: TaggingOptions) {
  const split = createTokenTable({ kind: 'tokens', vocabulary: [], ...options })
  const tokens = texts.map(({ text }) =>
    split
      .split(text)
      .map((token) => token.text)
      .slice(0, options.maxTokens),
  )
  const spec = taggerSpec(tokens, classes, options)
  if (spec.input.kind !== 'tokens') throw new Error('a tagger has tokens as its input')
  const table = createTokenTable(spec.input)
  const buckets = spec.input.ratios?.buckets ?? 0
  const bucketed = tokens
    .map((list, i) => bucketText(list, texts[i]!.label, table, buckets))
    .filter(({ rows }) => rows.length > 0)
  const weights = initialise(spec, options.seed)
  const embedding = tensorOf(spec, weights, 'input.embedding')
  for (let i = 0; i < embedding.length; i++) embedding[i]! *= options.embeddingScale
  if (buckets === 0) {
    return {
      spec,
      weights,
      examples: bucketed.map(({ label, rows }) => ({ label, rows, ratios: new Float32Array(0) })),
    }
  }
  const { counts, examples } = countRatios(bucketed, { classes: classes.length, buckets, folds: options.folds })
  const table_ = tensorOf(spec, weights, 'input.ratios')
  const logits = outputSize(spec)
  for (let logit = 0; logit < logits; logit++) {
    for (let bucket = 0; bucket < buckets; bucket++) {
      table_[logit * buckets + bucket] = counts.ratio(logits === 1 ? 1 : logit, bucket)
    }
  }
  tensorOf(spec, weights, 'head.ratioShares').fill(1)
  return { spec, weights, examples }
}

/** All texts once in a random order; those of a batch are about equally long. */
function drawBatches(examples: readonly TaggedTokens[], size: number, random: Random): TaggedTokens[][] {
  const shuffled = shuffle([...examples], random)
  const batches: TaggedTokens[][] = []
  const pool = 32 * size
  for (let from = 0; from < shuffled.length; from += pool) {
    const sorted = shuffled.slice(from, from + pool).sort((a, b) => a.rows.length - b.rows.length)
    for (let at = 0; at < sorted.length; at += size) batches.push(sorted.slice(at, at + size))
  }
  return shuffle(batches, random)
}

function shuffle<T>(items: T[], random: Random): T[] {
  for (let i = items.length - 1; i > 0; i--) {
    const other = random.integer(i + 1)
    const moved = items[i]!
    items[i] = items[other]!
    items[other] = moved
  }
  return items
}

/** Forward and backward of one batch: adds to the gradients, returns the mean loss. */
function createPass(spec: ModelSpec, options: TaggingOptions) {
  const network = createHiddenNetwork(spec)
  const head = new LabelHead(spec)
  const logits = outputSize(spec)
  const { hidden, embedding: width, smoothing } = options
  return {
    run(weights: Float32Array, gradients: Float32Array, batch: TaggingBatch): number {
      const { texts, timesteps } = batch
      const count = texts.length
      network.load(weights)
      const states = new Float32Array(count * stateSize(spec))
      const { outputs } = network.forward(batch.inputs, states, timesteps, count)
      const dH = new Float32Array(outputs.length)
      let loss = 0
      texts.forEach(({ label, rows }, s) => {
        const tokens = rows.length
        const h = { values: outputs, from: s * hidden, stride: count * hidden, tokens }
        const given = new Float64Array(tokens * logits)
        const dLogits = new Float64Array(tokens * logits)
        head.forward(weights, h, batch.ratios[s]!, batch.headMasks[s]!, given)
        loss += taggingLoss(given, { label, tokens, size: logits, smoothing }, dLogits) / count
        for (let i = 0; i < dLogits.length; i++) dLogits[i]! /= count
        head.backward(weights, gradients, h, batch.ratios[s]!, batch.headMasks[s]!, dLogits, dH)
      })
      const dInputs = network.backward(dH, gradients)
      const into = tensorOf(spec, gradients, 'input.embedding')
      const inputs = inputSize(spec)
      texts.forEach(({ rows }, s) => {
        for (let t = 0; t < rows.length; t++) {
          if (batch.kept[t * count + s] === 0) continue
          const from = (t * count + s) * inputs
          const to = rows[t]! * width
          for (let e = 0; e < width; e++) {
            into[to + e] = into[to + e]! + dInputs[from + e]! * batch.embeddingMask[s * width + e]!
          }
        }
      })
      return loss
    },
    close: () => network.close(),
  }
}
