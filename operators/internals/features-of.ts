import { TickwiseError } from '../../src/errors.ts'
import type { Model } from '../../src/model/model.ts'
import type { FeatureSpec, InputSpec } from '../../src/model/spec.ts'
import type { Scope } from '../../src/turn/scope.ts'

export function modelOf(scope: Scope, model: Model | string): Model {
  return typeof model === 'string' ? scope.findModel(model) : model
}

/** The input of a model that is made of values; refuses a model with another one. */
export function inputOf(
  scope: Scope,
  of: Model | string | readonly FeatureSpec[],
): Extract<InputSpec, { kind: 'features' | 'seasonal' }> {
  if (isList(of)) return { kind: 'features', features: [...of] }
  const { spec } = modelOf(scope, of)
  const { input } = spec
  if (input.kind === 'features' || input.kind === 'seasonal') return input
  throw new TickwiseError('MODEL_INVALID', {
    expected: `a model with features as its input`,
    received: `model "${spec.name}" whose input is a ${input.kind}`,
    action: 'Feed it with infer(model, { inputs: t => [...] }).',
  })
}

function isList(of: Model | string | readonly FeatureSpec[]): of is readonly FeatureSpec[] {
  return Array.isArray(of)
}
