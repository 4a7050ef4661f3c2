import type { Random } from '../../../numeric/random.ts'
import type { TaggedTokens } from './tagged-text.ts'
import type { TaggingOptions } from './tagging-options.ts'

/** Texts side by side, [timestep][text]; shorter ones end in zeros. */
export interface TaggingBatch {
  readonly texts: readonly TaggedTokens[]
  readonly timesteps: number
  /** [timesteps][texts][inputs] */
  readonly inputs: Float32Array
  /** For each text [tokens][2 x logits], without those of dropped tokens. */
  readonly ratios: readonly Float32Array[]
  /** [timesteps][texts]: 1 for a token that was not dropped. */
  readonly kept: Uint8Array
  /** [texts][embedding] */
  readonly embeddingMask: Float32Array
  /** [texts][2 x hidden] */
  readonly headMasks: readonly Float32Array[]
}

type Dropout = Pick<TaggingOptions, 'tokenDropout' | 'embeddingDropout' | 'headDropout' | 'embedding' | 'hidden'>

/** Fills a batch; `embedding` is [rows][embedding]. Masks keep the expected size. */
export function fillBatch(
  texts: readonly TaggedTokens[],
  embedding: Float32Array,
  ratioSize: number,
  options: Dropout,
  random: Random,
): TaggingBatch {
  const { embedding: width, hidden } = options
  const timesteps = Math.max(...texts.map(({ rows }) => rows.length))
  const count = texts.length
  const inputSize = width + ratioSize
  const inputs = new Float32Array(timesteps * count * inputSize)
  const kept = new Uint8Array(timesteps * count)
  const embeddingMask = mask(count * width, options.embeddingDropout, random)
  const headMasks = texts.map(() => mask(2 * hidden, options.headDropout, random))
  const ratios = texts.map(({ rows, ratios: own }, s) => {
    const used = new Float32Array(own.length)
    for (let t = 0; t < rows.length; t++) {
      if (options.tokenDropout > 0 && random.next() < options.tokenDropout) continue
      kept[t * count + s] = 1
      const to = (t * count + s) * inputSize
      const from = rows[t]! * width
      for (let e = 0; e < width; e++) inputs[to + e] = embedding[from + e]! * embeddingMask[s * width + e]!
      for (let r = 0; r < ratioSize; r++) {
        inputs[to + width + r] = used[t * ratioSize + r] = own[t * ratioSize + r]!
      }
    }
    return used
  })
  return { texts, timesteps, inputs, ratios, kept, embeddingMask, headMasks }
}

function mask(length: number, dropout: number, random: Random): Float32Array {
  const values = new Float32Array(length).fill(1)
  if (dropout === 0) return values
  for (let i = 0; i < length; i++) values[i] = random.next() < dropout ? 0 : 1 / (1 - dropout)
  return values
}
