import { z } from 'zod'

const size = z.int().min(1).max(65_536)

/** One entry a kind; `src/model/features/` has one file for each. Lags count ticks of the key. */
export const featureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('log-return'), lag: z.int().min(1).max(1024) }),
  z.strictObject({ kind: z.literal('difference'), lag: z.int().min(1).max(1024) }),
  z.strictObject({ kind: z.literal('volatility'), halfLife: z.number().min(1).max(100_000) }),
  z.strictObject({ kind: z.literal('deviation'), halfLife: z.number().min(1).max(100_000) }),
])
export type FeatureSpec = z.infer<typeof featureSchema>

/** What a timestep feeds to the first layer. */
export const inputSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('features'), features: z.array(featureSchema).min(1).max(1024) }),
  /** Numbers that the caller makes. */
  z.strictObject({ kind: z.literal('vector'), size }),
])
export type InputSpec = z.infer<typeof inputSchema>

export const layerSchema = z.discriminatedUnion('cell', [
  z.strictObject({ cell: z.literal('rnn'), hidden: size }),
  z.strictObject({ cell: z.literal('lstm'), hidden: size }),
  /** `reset`: whether the reset gate acts before or after the recurrent matrix product. */
  z.strictObject({ cell: z.literal('gru'), hidden: size, reset: z.enum(['before', 'after']).default('before') }),
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
  z.strictObject({ kind: z.literal('label'), classes: z.array(z.string()).min(2) }),
  z.strictObject({ kind: z.literal('next'), vocabulary: z.array(z.string()).min(2) }),
])
export type HeadSpec = z.infer<typeof headSchema>

export const modelSpecSchema = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9._-]*$/i, 'letters, digits, dot, dash, underscore'),
  input: inputSchema,
  layers: z.array(layerSchema).min(1).max(16),
  head: headSchema,
})
export type ModelSpec = z.infer<typeof modelSpecSchema>

/** Numbers a timestep feeds in. */
export function inputSize({ input }: Pick<ModelSpec, 'input'>): number {
  return input.kind === 'features' ? input.features.length : input.size
}

/**
 * Numbers the head gives out. A forecast is [horizon][point, quantiles...]; two classes share one logit (of the
 * second), more have one each; the vocabulary has one logit a word.
 */
export function outputSize({ head }: Pick<ModelSpec, 'head'>): number {
  if (head.kind === 'forecast') return head.horizons.length * (1 + head.quantiles.length)
  if (head.kind === 'label') return head.classes.length === 2 ? 1 : head.classes.length
  return head.vocabulary.length
}

/** Float32 numbers of hidden state a key: [h] for RNN and GRU, [h, c] for LSTM, layer after layer. */
export function stateSize({ layers }: Pick<ModelSpec, 'layers'>): number {
  return layers.reduce((sum, { cell, hidden }) => sum + (cell === 'lstm' ? 2 : 1) * hidden, 0)
}
