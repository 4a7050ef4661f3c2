import { join } from 'node:path'
import { modelFiles, type Model } from '../../../../src/index.ts'
import { randomForecaster } from '../../../operators/random-model.ts'
import { shaken } from '../../../operators/shaken.ts'
import type { WorkloadName } from '../workloads.ts'

const examples = join(import.meta.dirname, '../../../../deploy/examples/join')

/** The first champion of a round. */
export const baseModels: Readonly<Record<WorkloadName, () => Promise<Model>>> = {
  trades: () => Promise.resolve(shaken(randomForecaster(), 1)),
  join: () => modelFiles(join(examples, 'models')).load('join'),
}
