import { TickwiseError } from '../../src/errors.ts'
import type { Model } from '../../src/model/model.ts'
import type { FeatureSpec } from '../../src/model/spec.ts'
import type { Scope } from '../../src/turn/scope.ts'

export function modelOf(scope: Scope, model: Model | string): Model {
  return typeof model === 'string' ? scope.findModel(model) : model
}

/** The features that a model is fed with; refuses a model with other inputs. */
export function featuresOf(scope: Scope, of: Model | string | readonly FeatureSpec[]): readonly FeatureSpec[] {
  if (isList(of)) return of
  const { spec } = modelOf(scope, of)
  if (spec.input.kind === 'features') return spec.input.features
  throw new TickwiseError('MODEL_INVALID', {
    expected: `a model with features as its input`,
    received: `model "${spec.name}" whose input is a ${spec.input.kind}`,
    action: 'Feed it with infer(model, { inputs: t => [...] }).',
  })
}

function isList(of: Model | string | readonly FeatureSpec[]): of is readonly FeatureSpec[] {
  return Array.isArray(of)
}
