import { TickwiseError } from '../errors.ts'
import { canonicalJson } from './canonical-json.ts'
import { fingerprint } from './fingerprint.ts'
import type { Model } from './model.ts'
import { parseModelSpec } from './parse-model-spec.ts'
import { tensorLayout } from './tensors.ts'

/**
 * A model from its parts; weights and report are copied.
 *
 * @param spec checked like a file's; every problem is named at once (`CONFIG_INVALID`)
 * @param weights finite, [`tensorLayout(spec).length`]; otherwise `MODEL_INVALID`
 * @param report what JSON can hold
 */
export function createModel(
  spec: unknown,
  weights: Float32Array,
  report: Readonly<Record<string, unknown>> = {},
): Model {
  const parsed = parseModelSpec(spec)
  const { length } = tensorLayout(parsed)
  if (weights.length !== length) {
    throw new TickwiseError('MODEL_INVALID', {
      expected: `${length} weights for this spec`,
      received: `${weights.length}`,
      action: 'Lay the weights out by tensorLayout(spec).',
    })
  }
  const bad = weights.findIndex((weight) => !Number.isFinite(weight))
  if (bad >= 0) {
    throw new TickwiseError('MODEL_INVALID', {
      expected: 'finite weights',
      received: `${weights[bad]} at index ${bad}`,
      action: 'Train again with a smaller learning rate or a tighter clip.',
    })
  }
  return {
    spec: parsed,
    weights: weights.slice(),
    fingerprint: fingerprint(parsed, weights),
    report: JSON.parse(canonicalJson(report)) as Record<string, unknown>,
  }
}
