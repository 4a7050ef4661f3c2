import { z } from 'zod'
import { featureSchema } from './features/feature-spec.ts'
import { checkMixture } from './seasonal/check-mixture.ts'
import { mixtureHeadSchema } from './seasonal/mixture-head.ts'
import { seasonalInputSchema, seasonalInputSize } from './seasonal/seasonal-input.ts'

export { featureSchema, type FeatureSpec } from './features/feature-spec.ts'

const size = z.int().min(1).max(65_536)

const distinct = (values: readonly string[]) => new Set(values).size === values.length

const tokensSchema = z.strictObject({
  kind: z.literal('tokens'),
  tokeniser: z.enum(['words', 'characters']),
  /** The tokens that have a row of the embedding to themselves. */
  vocabulary: z.array(z.string()).min(1).max(1_000_000).refine(distinct, 'must not repeat a token'),
  /** Rows that all other tokens share, by their hash. */
  buckets: z.int().min(1).max(1_000_000),
  /** Numbers a row. */
  embedding: size,
  /** With a `label` head: how a token, and a token after another, lean towards each class, in a table by hash. */
  ratios: z.strictObject({ buckets: z.int().min(1).max(16_777_216) }).optional(),
})
export type TokensSpec = z.infer<typeof tokensSchema>

/** What a timestep feeds to the first layer. */
export const inputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('features'), features: z.array(featureSchema).min(1).max(1024) }),
  seasonalInputSchema,
  /** Numbers that the caller makes. */
  z.strictObject({ kind: z.literal('vector'), size }),
  /** Tokens of a text; the operators `classify` and `suggest` make them. */
  tokensSchema,
])
export type InputSpec = z.infer<typeof inputSchema>

/** Layer normalisation: what the layer takes in is brought to mean 0 and deviation 1 first, each tick by itself. */
const layerNorm = z.literal(true).optional()

export const layerSchema = z.discriminatedUnion('cell', [
  z.strictObject({ cell: z.literal('rnn'), hidden: size, layerNorm }),
  z.strictObject({ cell: z.literal('lstm'), hidden: size, layerNorm }),
  /** `reset`: whether the reset gate acts before or after the recurrent matrix product. */
  z.strictObject({
    cell: z.literal('gru'),
    hidden: size,
    layerNorm,
    reset: z.enum(['before', 'after']).default('before'),
  }),
])
export type LayerSpec = z.infer<typeof layerSchema>
export type CellKind = LayerSpec['cell']

const ascending = (values: readonly number[]) => values.every((value, i) => i === 0 || value > values[i - 1]!)

export const headSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('forecast'),
    /** Ticks ahead, ascending. */
    horizons: z.array(z.int().min(1).max(10_000)).min(1).refine(ascending, 'must ascend'),
    /** Quantile levels beside the point forecast, ascending; may be empty. */
    quantiles: z.array(z.number().gt(0).lt(1)).refine(ascending, 'must ascend'),
    /** What the network predicts, in units of the causal scale: the change of log value, or of the value itself. */
    target: z.enum(['log-return', 'difference']).default('log-return'),
  }),
  mixtureHeadSchema,
  z.strictObject({
    kind: z.literal('label'),
    classes: z.array(z.string()).min(2),
    /** Sees the mean of all h so far beside the last one. */
    pooling: z.literal('mean').optional(),
  }),
  z.strictObject({
    kind: z.literal('next'),
    /** `input`: the tokens of the input, whose embedding is the head's weights, too (tied). */
    vocabulary: z.union([z.array(z.string()).min(2), z.literal('input')]),
    /** Tokens that are known but never offered: of those that end a sentence or stand for others. */
    silent: z.array(z.string()).optional(),
    /** The token after each sentence, and before the first. */
    sentenceEnd: z.string().optional(),
  }),
])
export type HeadSpec = z.infer<typeof headSchema>

export const modelSpecSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, dot, dash, underscore'),
    input: inputSchema,
    layers: z.array(layerSchema).min(1).max(16),
    head: headSchema,
  })
  .superRefine(({ input, layers, head }, context) => {
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message })
    if (input.kind === 'tokens' && input.ratios && head.kind !== 'label') {
      refuse(['input', 'ratios'], 'lean towards classes: they need a label head')
    }
    checkMixture(input.kind === 'seasonal' ? input : undefined, head.kind === 'mixture' ? head : undefined, refuse)
    if (head.kind !== 'next' || head.vocabulary !== 'input') return
    if (input.kind !== 'tokens') return refuse(['head', 'vocabulary'], 'an input of tokens is needed to share theirs')
    if (input.embedding !== layers.at(-1)!.hidden) {
      refuse(['input', 'embedding'], `must be the last layer's ${layers.at(-1)!.hidden}, as the head shares it`)
    }
  })
export type ModelSpec = z.infer<typeof modelSpecSchema>

/** Numbers a timestep feeds in. */
export function inputSize({ input, head }: Pick<ModelSpec, 'input' | 'head'>): number {
  if (input.kind === 'seasonal') return seasonalInputSize(input)
  if (input.kind === 'features') return input.features.length
  return input.kind === 'vector' ? input.size : input.embedding + ratioSize({ input, head })
}

/** Ratios a timestep feeds in beside an embedding: the token's for each logit, then those of it after the one before. */
export function ratioSize({ input, head }: Pick<ModelSpec, 'input' | 'head'>): number {
  return input.kind === 'tokens' && input.ratios ? 2 * outputSize({ input, head }) : 0
}

/**
 * Numbers the head gives out. A forecast is [horizon][point, quantiles...], a mixture [horizon][residual, gates...]; two
 * classes share one logit (of the second), more have one each; the vocabulary has one logit a word.
 */
export function outputSize({ input, head }: Pick<ModelSpec, 'head'> & Partial<Pick<ModelSpec, 'input'>>): number {
  if (head.kind === 'forecast') return head.horizons.length * (1 + head.quantiles.length)
  if (head.kind === 'mixture') return head.horizons.length * (1 + head.candidates)
  if (head.kind === 'label') return head.classes.length === 2 ? 1 : head.classes.length
  if (head.vocabulary !== 'input') return head.vocabulary.length
  return input?.kind === 'tokens' ? input.vocabulary.length : 0
}

/** Float32 numbers of hidden state a key: [h] for RNN and GRU, [h, c] for LSTM, layer after layer. */
export function stateSize({ layers }: Pick<ModelSpec, 'layers'>): number {
  return layers.reduce((sum, { cell, hidden }) => sum + (cell === 'lstm' ? 2 : 1) * hidden, 0)
}
