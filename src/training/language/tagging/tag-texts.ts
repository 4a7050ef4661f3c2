import { tensorOf } from '../../../model/core-network.ts'
import type { Model } from '../../../model/model.ts'
import { outputSize, ratioSize, stateSize } from '../../../model/spec.ts'
import { fnv1a } from '../../../text/fnv-1a.ts'
import { noToken, ratioBuckets } from '../../../text/ratio-buckets.ts'
import { toProbabilities } from '../../../text/to-probabilities.ts'
import { createTokenTable } from '../../../text/token-table.ts'
import { createHiddenNetwork } from '../hidden-network.ts'
import { LabelHead } from './label-head.ts'
import { fillBatch } from './tagging-batch.ts'

const noDropout = { tokenDropout: 0, embeddingDropout: 0, headDropout: 0 }

/** Logits of whole texts after their last token, [texts][logits]; undefined where there is no token. For scores. */
export function tagLogits(model: Model, texts: readonly string[]): (Float64Array | undefined)[] {
  const { spec, weights } = model
  if (spec.input.kind !== 'tokens') return texts.map(() => undefined)
  const { input } = spec
  const table = createTokenTable(input)
  const network = createHiddenNetwork(spec)
  network.load(weights)
  const head = new LabelHead(spec)
  const logits = outputSize(spec)
  const random = { next: () => 0, integer: () => 0, normal: () => 0, save: () => new Uint8Array(), load: () => {} }
  const sizes = { embedding: input.embedding, hidden: spec.layers.at(-1)!.hidden, ...noDropout }
  const embedding = tensorOf(spec, weights, 'input.embedding')
  const ratioTable = tensorOf(spec, weights, 'input.ratios')
  const ratioWidth = ratioSize(spec)
  try {
    return texts.map((text) => {
      const tokens = table.split(text).map((token) => token.text)
      if (tokens.length === 0) return undefined
      const rows = Int32Array.from(tokens, (token) => table.rowOf(token))
      const ratios = new Float32Array(tokens.length * ratioWidth)
      let previous = noToken
      tokens.forEach((token, t) => {
        if (ratioWidth > 0) {
          const { buckets } = input.ratios!
          const found = ratioBuckets(token, previous, buckets)
          for (let r = 0; r < logits; r++) {
            ratios[t * ratioWidth + r] = ratioTable[r * buckets + found.token]!
            ratios[t * ratioWidth + logits + r] = ratioTable[r * buckets + found.pair]!
          }
        }
        previous = fnv1a(token)
      })
      const batch = fillBatch([{ label: 0, rows, ratios }], embedding, ratioWidth, sizes, random)
      const { outputs } = network.forward(batch.inputs, new Float32Array(stateSize(spec)), tokens.length, 1)
      const given = new Float64Array(tokens.length * logits)
      const h = { values: outputs, from: 0, stride: sizes.hidden, tokens: tokens.length }
      head.forward(weights, h, batch.ratios[0]!, batch.headMasks[0]!, given)
      return given.slice(-logits)
    })
  } finally {
    network.close()
  }
}

/** Probabilities of the classes, [texts][classes]; even ones where there is no token. */
export function tagTexts(model: Model, texts: readonly string[]): number[][] {
  const classes = model.spec.head.kind === 'label' ? model.spec.head.classes.length : 0
  return tagLogits(model, texts).map((logits) => {
    if (logits === undefined) return new Array<number>(classes).fill(1 / classes)
    return toProbabilities(logits)
  })
}
