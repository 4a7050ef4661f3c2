import { createFeatureExtractor } from '../../model/features/feature-extractor.ts'
import type { Model } from '../../model/model.ts'

/** The columns that a model looks at beside the values. */
export function columnsOf({ spec: { input } }: Model): string[] {
  return input.kind === 'features' ? createFeatureExtractor(input.features).columns.map(({ name }) => name) : []
}
