import { join } from 'node:path'
import { modelFiles, type Model } from '../../../../src/index.ts'
import { randomForecaster } from '../../../operators/random-model.ts'
import type { WorkloadName } from '../workloads.ts'

const examples = join(import.meta.dirname, '../../../../deploy/examples/join')

/** Models of a shape that a round's chain takes, before they are made wild. */
export const baseModels: Readonly<Record<WorkloadName, () => Promise<Model>>> = {
  trades: () => Promise.resolve(randomForecaster()),
  join: () => modelFiles(join(examples, 'models')).load('join'),
}
